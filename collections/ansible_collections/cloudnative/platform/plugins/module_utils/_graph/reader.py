# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Turns the parts of a file into services, each value checked by itself."""

from __future__ import annotations

import re

from .model import Edge, Graph, Service
from .parts import Part
from .problems import Problem

# A label of DNS, as names of namespaces and Services must be.
NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LABEL_KEY = re.compile(r"([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
LABEL_VALUE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
KEYS = {"namespace", "labels", "account", "ports", "calls", "external"}
EDGE_KEYS = {"ports", "cyclic"}


class Reader:
    """Reads on after a mistake, so that all of them are found at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def graph(self, root: Part) -> Graph:
        """All services; where there are problems, what could be read of them."""
        if not isinstance(root.value, dict) or set(root.value) != {"services"}:
            self._add(root, "the graph is one mapping with the key services")
            return Graph({})
        entries = self._mapping(root.value["services"])
        return Graph({name: self._service(name, part) for name, part in entries.items()})

    def _service(self, name: str, part: Part) -> Service:
        if not NAME.fullmatch(name):
            self._add(part, f"{name!r} is no name of Kubernetes (a-z, 0-9, -)")
        entry = self._mapping(part)
        self._known(entry, KEYS)
        if "namespace" not in entry:
            self._add(part, "namespace is missing")
        given = Part(name, part.line, part.place)
        return Service(
            name=name,
            namespace=self._name(entry.get("namespace", given)),
            labels=self._labels(entry["labels"]) if "labels" in entry else {"app": name},
            account=self._name(entry.get("account", given)),
            ports=self._ports(entry["ports"]) if "ports" in entry else {},
            calls=self._calls(entry["calls"]) if "calls" in entry else {},
            external="external" in entry and self._boolean(entry["external"]),
            line=part.line,
        )

    def _labels(self, part: Part) -> dict[str, str]:
        labels = self._mapping(part)
        if not labels:
            self._add(part, "without labels it would be every pod of the namespace")
        for key, one in labels.items():
            if not LABEL_KEY.fullmatch(key):
                self._add(one, f"{key!r} is no key of a label")
            if not isinstance(one.value, str) or not LABEL_VALUE.fullmatch(one.value):
                self._add(one, f"{one.value!r} is no value of a label; numbers need quotes")
        return {key: str(one.value) for key, one in labels.items()}

    def _ports(self, part: Part) -> dict[str, int]:
        ports: dict[str, int] = {}
        for name, one in self._mapping(part).items():
            number = one.value
            if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 65536:
                self._add(one, f"{number!r} is no port; a port is a number from 1 to 65535")
            elif number in ports.values():
                self._add(one, f"{number} is a port of this service already")
            else:
                ports[name] = number
        return ports

    def _calls(self, part: Part) -> dict[str, Edge]:
        return {name: self._edge(one) for name, one in self._mapping(part).items()}

    def _edge(self, part: Part) -> Edge:
        if not isinstance(part.value, dict):
            return Edge(self._port_names(part), line=part.line)
        self._known(part.value, EDGE_KEYS)
        ports = part.value.get("ports", Part(None, part.line, part.place))
        cyclic = "cyclic" in part.value and self._boolean(part.value["cyclic"])
        return Edge(self._port_names(ports), cyclic, part.line)

    def _port_names(self, part: Part) -> tuple[str, ...]:
        names = [one.value for one in part.value] if isinstance(part.value, list) else []
        if not names or not all(isinstance(name, str) for name in names):
            self._add(part, "must be a list of names of ports")
            return ()
        if len(set(names)) < len(names):
            self._add(part, "names a port twice")
        return tuple(names)

    def _known(self, entry: dict[str, Part], keys: set[str]) -> None:
        for name in sorted(set(entry) - keys):
            self._add(entry[name], f"unknown key; known are {', '.join(sorted(keys))}")

    def _mapping(self, part: Part) -> dict[str, Part]:
        if isinstance(part.value, dict):
            return part.value
        self._add(part, "must be a mapping")
        return {}

    def _name(self, part: Part) -> str:
        if not isinstance(part.value, str) or not NAME.fullmatch(part.value):
            self._add(part, f"{part.value!r} is no name of Kubernetes (a-z, 0-9, -)")
        return str(part.value)

    def _boolean(self, part: Part) -> bool:
        if not isinstance(part.value, bool):
            self._add(part, "must be true or false")
        return bool(part.value)

    def _add(self, part: Part, text: str) -> None:
        self.problems.append(part.problem(text))
