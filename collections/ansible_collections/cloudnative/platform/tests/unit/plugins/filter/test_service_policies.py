"""The filter as templates call it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.cloudnative.platform.plugins.filter.service_policies import FilterModule

GRAPH = "services: {blog: {namespace: blog, ports: {http: 8080}}}"

service_policies = FilterModule().filters()["service_policies"]


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    file = tmp_path / "graph.yml"
    file.write_text(GRAPH)
    return file


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("namespaces", ["Namespace"]),
        ("network", ["NetworkPolicy"] * 3),
        ("authorization", ["AuthorizationPolicy"]),
    ],
)
def test_each_kind_is_rendered(graph: Path, kind: str, made: list[str]) -> None:
    assert [o["kind"] for o in service_policies(str(graph), kind)] == made


def test_an_unknown_kind_is_an_error(graph: Path) -> None:
    with pytest.raises(AnsibleFilterError, match=r"authorization.*not 'firewall'"):
        service_policies(str(graph), "firewall")


def test_a_bad_graph_is_an_error_with_its_file_and_line(graph: Path) -> None:
    graph.write_text("services: {blog: {}}")
    with pytest.raises(AnsibleFilterError, match=r"service graph: .*graph\.yml:1: services\.blog"):
        service_policies(str(graph), "network")
