"""The order in which Terraform makes the platform, and so the opposite one in which it removes it.

Nothing but a destroy on AWS would show a missing line here: a node that cannot drain, a log group
that comes back without an end, a network that cannot be deleted.
"""

from __future__ import annotations

import re

import pytest

from support.terraform_code import TerraformCode

# Of each pair the first needs the second from its first moment to its last.
NEEDS = [
    # A log group that is not there yet is made by AWS: without encryption, without an end.
    ("eks.aws_eks_cluster.this", "eks.aws_cloudwatch_log_group.cluster"),
    ("network.aws_flow_log.this", "network.aws_cloudwatch_log_group.flow_logs"),
    ("database.aws_db_instance.this", "database.aws_cloudwatch_log_group.this"),
    ("network.aws_cloudwatch_log_group.flow_logs", "log_key.aws_kms_key.logs"),
    # Without its permissions AWS cannot take down what it put up.
    ("eks.aws_eks_cluster.this", "eks.aws_iam_role_policy_attachment.cluster"),
    ("eks.aws_eks_cluster.this", "eks.aws_iam_role_policy.cluster_key"),
    ("eks.aws_eks_node_group.this", "eks.aws_iam_role_policy_attachment.node"),
    ("eks.aws_eks_addon.before_nodes", "eks.aws_iam_role_policy_attachment.vpc_cni"),
    ("eks.aws_eks_addon.after_nodes", "eks.aws_iam_role_policy_attachment.ebs_csi"),
    ("network.aws_flow_log.this", "network.aws_iam_role_policy.flow_logs"),
    # A node without its network agent is never ready, and leaves its addresses behind.
    ("eks.aws_eks_node_group.this", "eks.aws_eks_addon.before_nodes"),
    # DNS and the volume driver run on nodes; the driver finds its role when it starts.
    ("eks.aws_eks_addon.after_nodes", "eks.aws_eks_node_group.this"),
    ("eks.aws_eks_addon.after_nodes", "eks.aws_eks_pod_identity_association.ebs_csi"),
    # Nodes join, pull images and drain over these ways and ports.
    ("eks.aws_eks_node_group.this", "network.aws_route.nat"),
    ("eks.aws_eks_node_group.this", "network.aws_vpc_security_group_egress_rule.this"),
    ("eks.aws_eks_node_group.this", "network.aws_vpc_security_group_ingress_rule.this"),
    # Security groups and addresses in use cannot be deleted, nor the gateway that they use.
    ("network.aws_vpc_endpoint.interface", "network.aws_security_group.this"),
    ("network.aws_nat_gateway.this", "network.aws_internet_gateway.this"),
]

EDGE = re.compile(r'"module\.([^"]+)" -> "module\.([^"]+)"')


@pytest.fixture(scope="module")
def edges(code: TerraformCode) -> dict[str, set[str]]:
    """What each resource of the platform waits for, without what that waits for in turn."""
    code.init("modules/platform")
    found: dict[str, set[str]] = {}
    for resource, needed in EDGE.findall(code.run("modules/platform", "graph")):
        found.setdefault(resource, set()).add(needed)
    return found


def waits_for(edges: dict[str, set[str]], resource: str) -> set[str]:
    """Everything that has to be there before a resource, directly or not."""
    found: set[str] = set()
    ahead = {resource}
    while ahead:
        ahead = set().union(*(edges.get(one, set()) for one in ahead)) - found
        found |= ahead
    return found


@pytest.mark.parametrize(("resource", "needed"), NEEDS)
def test_what_is_needed_is_there_first(
    edges: dict[str, set[str]], resource: str, needed: str
) -> None:
    assert resource in edges, "no such resource"
    assert needed in waits_for(edges, resource)
