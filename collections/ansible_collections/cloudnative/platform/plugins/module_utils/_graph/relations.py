# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of a service graph that look at more than one service."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .model import Edge, Graph, Service
from .problems import Problem


def problems_between(graph: Graph) -> list[Problem]:
    """Calls to nothing, circles of calls, and services that cannot be told apart."""
    wrong_calls = list(_calls(graph))
    # Circles are looked for among calls that exist.
    return wrong_calls + list(_clashes(graph)) + ([] if wrong_calls else list(_circles(graph)))


def _calls(graph: Graph) -> Iterator[Problem]:
    for service in graph.services.values():
        for name, edge in service.calls.items():
            callee = graph.services.get(name)
            if callee is None:
                known = ", ".join(sorted(graph.services))
                yield _problem(service, name, edge, f"unknown service; known are {known}")
            elif callee is service:
                yield _problem(service, name, edge, "a service does not call itself")
            else:
                known = ", ".join(sorted(callee.ports)) or "none"
                for port in edge.ports:
                    if port not in callee.ports:
                        text = f"{name} has no port {port}; its ports: {known}"
                        yield _problem(service, name, edge, text)


def _clashes(graph: Graph) -> Iterator[Problem]:
    for first, second in combinations(graph.services.values(), 2):
        if first.namespace != second.namespace:
            continue
        place = f"services.{second.name}"
        if first.labels.items() <= second.labels.items() or (
            second.labels.items() <= first.labels.items()
        ):
            text = f"its labels do not tell its pods from those of {first.name}"
            yield Problem(second.line, place, f"{text} in the same namespace")
        if first.account == second.account:
            text = f"it shares the service account {first.account} with {first.name}"
            yield Problem(second.line, place, f"{text}: the mesh could not tell them apart")


def _circles(graph: Graph) -> Iterator[Problem]:
    order = list(graph.services)
    for service in graph.services.values():
        for name, edge in service.calls.items():
            way = _way(graph, name, service.name, through_cyclic=edge.cyclic)
            if edge.cyclic and not way:
                yield _problem(service, name, edge, "cyclic, but it closes no circle of calls")
            # Every circle has a call to a service further up; the other calls need no mention.
            elif way and not edge.cyclic and order.index(name) < order.index(service.name):
                circle = " → ".join([service.name, *way])
                text = f"circle of calls {circle}; mark the edge that closes it: cyclic: true"
                yield _problem(service, name, edge, text)


def _way(graph: Graph, start: str, end: str, *, through_cyclic: bool) -> list[str]:
    """Services on the shortest way of calls; empty where there is none."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == end:
            return way
        for name, edge in graph.services[way[-1]].calls.items():
            if name not in seen and (through_cyclic or not edge.cyclic):
                seen.add(name)
                ways.append([*way, name])
    return []


def _problem(service: Service, callee: str, edge: Edge, text: str) -> Problem:
    return Problem(edge.line, f"services.{service.name}.calls.{callee}", text)
