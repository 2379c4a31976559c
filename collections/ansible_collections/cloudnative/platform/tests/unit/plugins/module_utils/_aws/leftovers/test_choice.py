# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What may be deleted while the cluster stands, and in which order the rest may go."""

from __future__ import annotations

from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers import controllers
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.model import (
    Leftover,
    Scope,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.order import (
    deletable,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.report import (
    is_clean,
    lines,
)

SCOPE = Scope("shop", "shop")
BY_CONTROLLER = {"elbv2.k8s.aws/cluster": "shop"}
BY_TERRAFORM = {"platform": "shop", "managed-by": "terraform"}
BY_EKS = {"kubernetes.io/cluster/shop": "owned", "aws:eks:cluster-name": "shop"}


def left(type: str, name: str = "", state: str = "present", **tags: str) -> Leftover:
    return Leftover(type, name or type, name, "", state, tags)  # type: ignore[arg-type]


def test_only_what_controllers_have_made_goes_before_the_cluster() -> None:
    made = [
        left("aws_lb", "web", **BY_CONTROLLER),
        left("aws_lb_target_group", "web", **BY_CONTROLLER),
        left("aws_security_group", "k8s-web", **BY_CONTROLLER),
        left("aws_ebs_volume", "pvc", **{"platform": "shop", "managed-by": "ebs-csi"}),
        left("aws_ebs_volume", "older", **{"kubernetes.io/cluster/shop": "owned"}),
        left("aws_route53_record", "shop.example.com."),
        left("aws_network_interface", "ELB app/web/5f1c"),
        left("aws_network_interface", "ELB older"),
    ]
    others = [
        left("aws_lb", "shop", **BY_TERRAFORM),
        left("aws_lb_target_group", "shop", **BY_TERRAFORM),
        left("aws_network_interface", "ELB app/shop/77aa"),
        left("aws_network_interface", "Interface for NAT Gateway nat-1"),
        left("aws_security_group", "shop-nodes", **BY_TERRAFORM),
        left("aws_security_group", "eks-cluster-sg-shop-1", **BY_EKS),
        left("aws_subnet", "private", **BY_TERRAFORM, **{"kubernetes.io/cluster/shop": "owned"}),
        left("aws_instance", "node", **BY_EKS),
        left("aws_vpc", "shop", **BY_TERRAFORM),
    ]
    assert controllers.made_by_controllers([*others, *made], SCOPE) == made


def test_roles_keys_and_logs_wait_for_what_uses_them() -> None:
    cluster, role = left("aws_eks_cluster", "shop"), left("aws_iam_role", "shop-node")
    key, logs = left("aws_kms_key", "k"), left("aws_cloudwatch_log_group", "/aws/eks/shop/cluster")
    network = left("aws_vpc", "v")
    assert deletable([logs, key, role, network, cluster]) == [cluster, network]
    assert deletable([logs, key, role, cluster._replace(state="going")]) == []
    assert deletable([logs, key, role]) == [role, key, logs]


def test_machines_are_left_to_their_node_group() -> None:
    machine = left("aws_instance", "node", **{"eks:nodegroup-name": "general"})
    group = left("aws_eks_node_group", "shop:general")
    assert deletable([machine, group]) == [group]
    assert deletable([machine]) == [machine]


def test_what_is_going_or_of_an_unknown_kind_is_not_deleted() -> None:
    assert deletable([left("aws_nat_gateway", "n", "going"), left("sqs:queue", "arn")]) == []


def test_recovery_windows_and_backups_are_told_apart() -> None:
    waiting = left("aws_kms_key", "k", "scheduled")
    backup = left("aws_db_snapshot", "shop-final", "kept")
    assert is_clean([waiting, backup], [])
    assert lines([backup, waiting], []) == [
        "0 still there",
        "1 deleted by AWS at the end of its recovery window",
        "  aws_kms_key k",
        "1 kept as a backup",
        "  aws_db_snapshot shop-final",
    ]


def test_anything_else_is_a_leak() -> None:
    assert not is_clean([left("aws_eip", "e")], [])
    assert not is_clean([left("aws_nat_gateway", "n", "going")], [])
    assert not is_clean([], ["cannot look for aws_lb: denied"])
