# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads the service graph: which services there are, and who may call whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
KEYS = {"namespace", "labels", "account", "ports", "calls", "external"}


class GraphError(ValueError):
    """The graph is not what it should be; the message begins with the line."""


@dataclass(frozen=True)
class Service:
    """One service; ``ports`` are numbers by name, ``calls`` names of ports by service."""

    name: str
    namespace: str
    labels: dict[str, str]
    account: str
    ports: dict[str, int] = field(default_factory=dict)
    calls: dict[str, list[str]] = field(default_factory=dict)
    external: bool = False


@dataclass(frozen=True)
class Call:
    """One edge of the graph."""

    caller: Service
    callee: Service
    port: int


@dataclass(frozen=True)
class Graph:
    """All services by name."""

    services: dict[str, Service]

    def calls(self) -> list[Call]:
        """Every edge, in the order of the file."""
        return [
            Call(caller, self.services[name], self.services[name].ports[port])
            for caller in self.services.values()
            for name, ports in caller.calls.items()
            for port in ports
        ]

    def namespaces(self) -> dict[str, list[Service]]:
        """Services that are ours to guard, by namespace."""
        found: dict[str, list[Service]] = {}
        for service in self.services.values():
            if not service.external:
                found.setdefault(service.namespace, []).append(service)
        return found


def load(text: str) -> Graph:
    """The graph of a YAML text. Raises GraphError."""
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise GraphError(f"not YAML: {error}") from error
    return _Reader(_lines(root)).graph(content)


def _lines(node: yaml.Node | None, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            found[(*path, str(key.value))] = key.start_mark.line + 1
            found |= _lines(value, (*path, str(key.value)))
    return found


class _Reader:
    """Turns plain data into services; knows where in the file each part stands."""

    def __init__(self, lines: Mapping[tuple[str, ...], int]) -> None:
        self._lines = lines

    def graph(self, content: Any) -> Graph:
        if not isinstance(content, dict) or set(content) != {"services"}:
            raise self._error((), "the graph is one mapping with the key services")
        entries = self._mapping(("services",), content["services"])
        graph = Graph({name: self._service(name, entry) for name, entry in entries.items()})
        for service in graph.services.values():
            self._check_calls(service, graph)
        return graph

    def _service(self, name: str, entry: Any) -> Service:
        path = ("services", name)
        self._name(path, name)
        entry = self._mapping(path, entry)
        if unknown := sorted(set(entry) - KEYS):
            raise self._error((*path, unknown[0]), f"unknown key; known are {sorted(KEYS)}")
        if "namespace" not in entry:
            raise self._error(path, "namespace is missing")
        if not isinstance(entry.get("external", False), bool):
            raise self._error((*path, "external"), "must be true or false")
        labels = self._mapping((*path, "labels"), entry.get("labels", {"app": name}))
        ports = self._mapping((*path, "ports"), entry.get("ports", {}))
        for port, number in ports.items():
            if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 65536:
                raise self._error((*path, "ports", port), "a port is a number from 1 to 65535")
        return Service(
            name=name,
            namespace=self._name((*path, "namespace"), entry["namespace"]),
            labels={key: str(value) for key, value in labels.items()},
            account=self._name((*path, "account"), entry.get("account", name)),
            ports=ports,
            calls=self._mapping((*path, "calls"), entry.get("calls", {})),
            external=entry.get("external", False),
        )

    def _check_calls(self, service: Service, graph: Graph) -> None:
        for name, ports in service.calls.items():
            path = ("services", service.name, "calls", name)
            callee = graph.services.get(name)
            if callee is None:
                raise self._error(path, f"unknown service; known are {sorted(graph.services)}")
            if not isinstance(ports, list) or not ports:
                raise self._error(path, "must be a list of names of ports")
            for port in ports:
                if port not in callee.ports:
                    known = sorted(callee.ports)
                    raise self._error(path, f"{name} has no port {port!r}; it has {known}")

    def _mapping(self, path: tuple[str, ...], value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            raise self._error(path, "must be a mapping")
        return value

    def _name(self, path: tuple[str, ...], value: Any) -> str:
        if not isinstance(value, str) or not NAME.fullmatch(value):
            raise self._error(path, f"{value!r} is no name of Kubernetes (a-z, 0-9, -)")
        return value

    def _error(self, path: tuple[str, ...], reason: str) -> GraphError:
        line = self._lines.get(path) or self._lines.get(path[:-1]) or 1
        return GraphError(f"line {line}: {'.'.join(path) or 'file'}: {reason}")
