"""The objects that are rendered allow the calls of the graph and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import loads
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.model import Graph
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.policies import (
    authorization_policies,
    namespaces,
    network_policies,
)

GRAPH = """\
services:
  ingress: {namespace: edge, labels: {istio: gateway}, external: true, calls: {blog: [http]}}
  blog: {namespace: blog, ports: {http: 8080}, calls: {db: [postgresql]}}
  worker: {namespace: blog}
  db: {namespace: data, ports: {postgresql: 5432}}
"""


@pytest.fixture
def graph() -> Graph:
    return loads(GRAPH, "graph.yml")


def by_name(objects: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    named = {(o["metadata"]["namespace"], o["metadata"]["name"]): o["spec"] for o in objects}
    assert len(named) == len(objects)
    return named


def peer(namespace: str, **labels: str) -> dict[str, Any]:
    return {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "podSelector": {"matchLabels": labels},
    }


def test_namespaces_are_restricted_and_meshed(graph: Graph) -> None:
    objects = namespaces(graph)
    assert [o["metadata"]["name"] for o in objects] == ["blog", "data"]
    for made in objects:
        labels = made["metadata"]["labels"]
        assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
        assert labels["istio-injection"] == "enabled"


def test_every_namespace_denies_both_directions(graph: Graph) -> None:
    policies = by_name(network_policies(graph))
    for namespace in ("blog", "data"):
        assert policies[namespace, "default-deny"] == {
            "podSelector": {},
            "policyTypes": ["Ingress", "Egress"],
        }
        platform = policies[namespace, "dns-and-mesh"]
        assert platform["policyTypes"] == ["Egress"]
        assert [[port["port"] for port in rule["ports"]] for rule in platform["egress"]] == [
            [53, 53],
            [15012],
        ]


def test_a_call_is_open_at_both_ends_and_on_its_port_only(graph: Graph) -> None:
    policies = by_name(network_policies(graph))
    assert policies["blog", "blog"]["ingress"] == [
        {"from": [peer("edge", istio="gateway")], "ports": [{"protocol": "TCP", "port": 8080}]}
    ]
    port = [{"protocol": "TCP", "port": 5432}]
    assert policies["blog", "blog"]["egress"] == [{"to": [peer("data", app="db")], "ports": port}]
    assert policies["data", "db"]["ingress"] == [
        {"from": [peer("blog", app="blog")], "ports": port}
    ]
    assert "egress" not in policies["data", "db"]
    assert "ingress" not in policies["blog", "worker"]
    assert "egress" not in policies["blog", "worker"]
    assert not any(namespace == "edge" for namespace, _ in policies)


def test_callers_are_known_by_their_identity(graph: Graph) -> None:
    policies = by_name(authorization_policies(graph))
    assert policies["blog", "default-deny"] == policies["data", "default-deny"] == {}
    assert policies["data", "db"] == {
        "selector": {"matchLabels": {"app": "db"}},
        "action": "ALLOW",
        "rules": [
            {
                "from": [{"source": {"principals": ["cluster.local/ns/blog/sa/blog"]}}],
                "to": [{"operation": {"ports": ["5432"]}}],
            }
        ],
    }
    assert ("blog", "worker") not in policies  # the default refuses everyone


def test_what_may_go_out_goes_to_named_pods_only(graph: Graph) -> None:
    """So the instance metadata address is never among it, and no address of the world."""
    rules = [
        rule for policy in network_policies(graph) for rule in policy["spec"].get("egress", [])
    ]
    assert rules
    for rule in rules:
        assert [set(peer) for peer in rule["to"]] == [{"namespaceSelector", "podSelector"}]
