"""Every port that the platform opens, on one page: a plan of the whole platform has no other.

The plan is that of modules/platform/tests/rules.tftest.hcl, made with every choice that opens a
port and without AWS.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.terraform_code import TerraformCode

NODES = "nodes"
EVERYTHING, ANYWHERE = "every port", "0.0.0.0/0"

# group, direction, port, other end: reason. What one group sends to another is two rules.
RULES = {
    ("alb", "ingress", "443", ANYWHERE): "HTTPS from clients",
    ("alb", "ingress", "80", ANYWHERE): "HTTP from clients, answered by a redirect to HTTPS",
    (NODES, "egress", "443", ANYWHERE): "Image registries, AWS APIs and Git over HTTPS",
}
FLOWS = {
    ("alb", NODES, "30080"): "Requests from the load balancer to the mesh gateway",
    ("alb", NODES, "30021"): "Health check of the mesh gateway by the load balancer",
    (NODES, "control_plane", "443"): "Kubelet and pods to the Kubernetes API",
    ("control_plane", NODES, "10250"): (
        "Kubernetes API to kubelets and metrics-server: logs, exec, metrics"
    ),
    ("control_plane", NODES, "15017"): (
        "Kubernetes API to istiod: sidecar injection and validation webhooks"
    ),
    (NODES, "database", "5432"): "Services to PostgreSQL",
    (NODES, "cache", "6379"): "Services to Valkey or Redis",
    (NODES, "endpoints", "443"): "AWS APIs through the network's own endpoints",
    (NODES, NODES, EVERYTHING): "Pod to pod and DNS across nodes; narrowed by NetworkPolicies",
}
for (sender, receiver, port), reason in FLOWS.items():
    RULES[sender, "egress", port, receiver] = reason
    RULES[receiver, "ingress", port, sender] = reason

# The types whose resources open ports; of those without a rule of their own, none may open any.
RULE_TYPES = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
GROUP_TYPES = {"aws_security_group", "aws_default_security_group"}


@pytest.fixture(scope="module")
def planned(code: TerraformCode) -> list[dict[str, Any]]:
    """The resources of the whole platform, as ``terraform show -json`` gives them."""
    folder = "modules/platform"
    code.init(folder)
    said = code.run(folder, "test", "-json", "-verbose", "-filter=tests/rules.tftest.hcl")
    lines = [json.loads(line) for line in said.splitlines()]
    (plan,) = [line["test_plan"] for line in lines if line["type"] == "test_plan"]
    changes: list[dict[str, Any]] = plan["resource_changes"]
    return changes


def described(resource: dict[str, Any]) -> tuple[str, str, str, str]:
    """Group, direction, port and other end of a planned rule."""
    rule = resource["change"]["after"]
    ports = {rule["from_port"], rule["to_port"]}
    port = "-".join(str(each) for each in sorted(ports)) if ports != {None} else EVERYTHING
    other_end = rule["referenced_security_group_id"] or rule["cidr_ipv4"] or rule["cidr_ipv6"]
    assert rule["ip_protocol"] == ("-1" if port == EVERYTHING else "tcp"), resource["address"]
    direction = RULE_TYPES[resource["type"]]
    return rule["security_group_id"], direction, port, other_end or rule["prefix_list_id"]


def test_nothing_is_open_but_what_is_listed_here(planned: list[dict[str, Any]]) -> None:
    found = {
        described(each): each["change"]["after"]["description"]
        for each in planned
        if each["type"] in RULE_TYPES
    }
    assert found == RULES


def test_every_planned_rule_is_counted(planned: list[dict[str, Any]]) -> None:
    assert len([each for each in planned if each["type"] in RULE_TYPES]) == len(RULES)


def test_ports_are_opened_in_no_other_way(planned: list[dict[str, Any]]) -> None:
    other = {each["type"] for each in planned if "security_group" in each["type"]}
    assert other == GROUP_TYPES | set(RULE_TYPES)
    with_rules_inside = [
        each["address"]
        for each in planned
        if each["type"] in GROUP_TYPES
        and (each["change"]["after"].get("ingress") or each["change"]["after"].get("egress"))
    ]
    assert with_rules_inside == []
