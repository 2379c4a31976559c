# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The service graph: which services there are, and who may call whom."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Edge:
    """The ports on which one service calls another.

    Attributes:
        ports: their names.
        cyclic: whether the edge may close a circle of calls.
        line: where the file says so.
    """

    ports: tuple[str, ...]
    cyclic: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Service:
    """One service.

    Attributes:
        name, namespace: of Kubernetes.
        labels: of its pods.
        account: its service account.
        ports: numbers by name, as its pods listen.
        calls: edges by the name of the called service.
        external: whether a role of its own installs it, with its namespace.
        line: where the file names it.
    """

    name: str
    namespace: str
    labels: dict[str, str]
    account: str
    ports: dict[str, int] = field(default_factory=dict)
    calls: dict[str, Edge] = field(default_factory=dict)
    external: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Call:
    """One allowed call."""

    caller: Service
    callee: Service
    port: int


@dataclass(frozen=True)
class Graph:
    """All services by name."""

    services: dict[str, Service]

    def calls(self) -> list[Call]:
        """Every allowed call, in the order of the file."""
        return [
            Call(caller, self.services[name], self.services[name].ports[port])
            for caller in self.services.values()
            for name, edge in caller.calls.items()
            for port in edge.ports
        ]

    def namespaces(self) -> dict[str, list[Service]]:
        """Services that are ours to guard, by namespace."""
        found: dict[str, list[Service]] = {}
        for service in self.services.values():
            if not service.external:
                found.setdefault(service.namespace, []).append(service)
        return found
