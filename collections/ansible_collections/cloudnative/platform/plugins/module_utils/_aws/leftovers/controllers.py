# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which leftovers controllers in the cluster have made. Pure.

Only these may be deleted while the cluster still stands: what Terraform or EKS has made is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .model import Leftover, Scope

TYPES = frozenset(
    {
        "aws_ebs_volume",
        "aws_elb",
        "aws_lb",
        "aws_lb_target_group",
        "aws_route53_record",
        "aws_security_group",
    }
)
# How AWS describes the interface of a load balancer: "ELB app/shop/5f1c", or "ELB shop".
_OF_BALANCER = re.compile(r"^ELB (?:\w+/)?(?P<name>[^/]+)")


def made_by_controllers(found: Iterable[Leftover], scope: Scope) -> list[Leftover]:
    """Load balancers with all that is theirs, volumes and DNS records."""
    everything = list(found)
    others = {
        leftover.name
        for leftover in everything
        if leftover.type in ("aws_lb", "aws_elb") and not _is_made(leftover, scope)
    }
    return [
        leftover
        for leftover in everything
        if _is_made(leftover, scope) or _is_of_balancer(leftover, others)
    ]


def _is_made(leftover: Leftover, scope: Scope) -> bool:
    if leftover.type == "aws_route53_record":
        return True
    tags = leftover.tags
    # EKS marks what is its own, such as the security group of the cluster.
    foreign = tags.get("managed-by") == "terraform" or "aws:eks:cluster-name" in tags
    # The volume plug-in of EKS tags what it makes as it is told: with the platform.
    made = scope.has_cluster(tags) or tags.get("managed-by") == "ebs-csi"
    return leftover.type in TYPES and made and not foreign


def _is_of_balancer(leftover: Leftover, others: set[str]) -> bool:
    if leftover.type != "aws_network_interface":
        return False
    balancer = _OF_BALANCER.match(leftover.name)
    return balancer is not None and balancer["name"] not in others
