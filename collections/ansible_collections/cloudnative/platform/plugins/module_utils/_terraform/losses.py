# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which of a plan's destructions lose data. Pure functions of ``terraform show -json``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

# Types that hold what cannot be made again from code, and what that is.
_DATA = {
    "aws_db_instance": "a database",
    "aws_rds_cluster": "a database",
    "aws_dynamodb_table": "a table",
    "aws_ebs_volume": "a disk",
    "aws_ecr_repository": "container images",
    "aws_efs_file_system": "files",
    "aws_eks_cluster": "a cluster, and with it the volumes of its workloads",
    "aws_elasticache_replication_group": "a cache",
    "aws_elasticache_serverless_cache": "a cache",
    "aws_kms_key": "a key, and with it all that it encrypts",
    "aws_s3_bucket": "files",
    "aws_secretsmanager_secret": "a secret",
}


@dataclass(frozen=True)
class Loss:
    """Something that a plan destroys or replaces, and that holds data.

    Attributes:
        address: the resource's address in Terraform.
        type: its type.
        name: its ``name`` argument; empty where the type has none.
        holds: what is lost, in words.
    """

    address: str
    type: str
    name: str
    holds: str


def losses(plan: Mapping[str, Any], allowed: Collection[str]) -> list[Loss]:
    """Data that a plan would lose without leave.

    Args:
        plan: the decoded output of ``terraform show -json PLANFILE``.
        allowed: addresses that may go.
    """
    return [
        Loss(
            resource["address"],
            resource["type"],
            str((resource["change"].get("before") or {}).get("name") or ""),
            _DATA[resource["type"]],
        )
        for resource in plan.get("resource_changes", [])
        if "delete" in resource["change"]["actions"]
        and resource["type"] in _DATA
        and resource["address"] not in allowed
    ]


def refusal(found: Collection[Loss], option: str) -> str:
    """Why the plan is not applied, and how to have it applied.

    Args:
        found: what would be lost.
        option: name of the setting that takes the addresses that may go.
    """
    lines = [f"  {loss.address}: {loss.holds}" for loss in found]
    return "\n".join(
        [
            "the plan destroys data, so nothing was changed:",
            *lines,
            f"If that is meant, name each address in {option}.",
        ]
    )
