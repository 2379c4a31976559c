# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""In which order leftovers may be deleted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .kinds import BY_TYPE, ORDER
from .model import Leftover

# They need their roles and keys until they are gone: EKS to remove its network interfaces, RDS to
# write the last snapshot. And they write into their log groups.
USERS = frozenset(
    {
        "aws_autoscaling_group",
        "aws_db_instance",
        "aws_eks_cluster",
        "aws_eks_node_group",
        "aws_elasticache_replication_group",
        "aws_instance",
        "aws_lb",
    }
)
USED = frozenset(
    {
        "aws_cloudwatch_log_group",
        "aws_iam_openid_connect_provider",
        "aws_iam_policy",
        "aws_iam_role",
        "aws_kms_alias",
        "aws_kms_key",
    }
)
# What has this tag belongs to a node group, which deletes it; it fails where others do that.
OF_NODE_GROUP = "eks:nodegroup-name"


def deletable(remaining: Sequence[Leftover]) -> list[Leftover]:
    """What may be deleted now, in order; the rest has to wait for a later round."""
    types = {leftover.type for leftover in remaining}

    def may_go(leftover: Leftover) -> bool:
        if leftover.state != "present" or leftover.type not in BY_TYPE:
            return False
        if leftover.type in USED:
            return types.isdisjoint(USERS)
        return OF_NODE_GROUP not in leftover.tags or "aws_eks_node_group" not in types

    return ordered(leftover for leftover in remaining if may_go(leftover))


def ordered(leftovers: Iterable[Leftover]) -> list[Leftover]:
    """By kind in the order of deletion, kinds that are not known first; then by id."""
    return sorted(leftovers, key=lambda leftover: (ORDER.get(leftover.type, -1), leftover.id))
