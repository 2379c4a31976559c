"""The service graph is read before anything is changed."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.graph import (
    check_graph,
)

ROOT = Path(__file__).parents[9]


def test_the_graph_of_the_platform_is_right() -> None:
    assert list(check_graph(ROOT / "k8s/service-graph.yml")) == []


def test_every_mistake_is_a_finding_that_stops(tmp_path: Path) -> None:
    file = tmp_path / "graph.yml"
    file.write_text("services:\n  a: {namespace: n, ports: {http: 0}, calls: {b: http}}\n")
    found = list(check_graph(file))
    assert [check.status for check in found] == ["fail", "fail"]
    assert f"service graph: {file}:2: services.a.calls.b: must be" in found[0].line()
