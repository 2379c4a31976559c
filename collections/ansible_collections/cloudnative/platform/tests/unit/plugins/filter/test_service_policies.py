"""The filter as templates call it."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.cloudnative.platform.plugins.filter.service_policies import FilterModule

GRAPH = "services: {blog: {namespace: blog, ports: {http: 8080}}}"

service_policies = FilterModule().filters()["service_policies"]


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("namespaces", ["Namespace"]),
        ("network", ["NetworkPolicy"] * 3),
        ("authorization", ["AuthorizationPolicy"]),
    ],
)
def test_each_kind_is_rendered(kind: str, made: list[str]) -> None:
    assert [o["kind"] for o in service_policies(GRAPH, kind)] == made


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(AnsibleFilterError, match=r"authorization.*not 'firewall'"):
        service_policies(GRAPH, "firewall")


def test_a_bad_graph_is_an_error_with_its_line() -> None:
    with pytest.raises(AnsibleFilterError, match="service graph: line 1"):
        service_policies("services: {blog: {}}", "network")
