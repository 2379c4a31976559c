# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What is protected against deletion, and how that is lifted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .api import Api, each
from .model import Leftover


def protected(api: Api, found: Iterable[Leftover]) -> list[Leftover]:
    """Those that AWS would refuse to delete, or that hold images. Raises AwsError."""
    asked = [
        leftover for leftover in found if leftover.type in TYPES and leftover.state == "present"
    ]

    def ask(leftover: Leftover) -> bool:
        return _GUARDS[leftover.type][0](api, leftover)

    return [leftover for leftover, answer in zip(asked, each(ask, asked), strict=True) if answer]


def lift(api: Api, leftover: Leftover) -> None:
    """Let it be deleted. Images go at once, with their repository. Raises AwsError."""
    _GUARDS[leftover.type][1](api, leftover)


def _guards_database(api: Api, leftover: Leftover) -> bool:
    [entry] = api.pages(
        "rds", "describe_db_instances", "DBInstances", DBInstanceIdentifier=leftover.id
    )
    return bool(entry.get("DeletionProtection"))


def _lift_database(api: Api, leftover: Leftover) -> None:
    api.call(
        "rds",
        "modify_db_instance",
        DBInstanceIdentifier=leftover.id,
        DeletionProtection=False,
        ApplyImmediately=True,
    )


_BALANCER = "deletion_protection.enabled"


def _guards_balancer(api: Api, leftover: Leftover) -> bool:
    answer = api.call("elbv2", "describe_load_balancer_attributes", LoadBalancerArn=leftover.arn)
    return {"Key": _BALANCER, "Value": "true"} in answer["Attributes"]


def _lift_balancer(api: Api, leftover: Leftover) -> None:
    api.call(
        "elbv2",
        "modify_load_balancer_attributes",
        LoadBalancerArn=leftover.arn,
        Attributes=[{"Key": _BALANCER, "Value": "false"}],
    )


def _guards_cluster(api: Api, leftover: Leftover) -> bool:
    cluster = api.call("eks", "describe_cluster", name=leftover.id)["cluster"]
    return bool(cluster.get("deletionProtection"))


def _lift_cluster(api: Api, leftover: Leftover) -> None:
    api.call("eks", "update_cluster_config", name=leftover.id, deletionProtection=False)


def _guards_images(api: Api, leftover: Leftover) -> bool:
    answer = api.call("ecr", "list_images", repositoryName=leftover.id, maxResults=1)
    return bool(answer["imageIds"])


def _lift_images(api: Api, leftover: Leftover) -> None:
    api.call("ecr", "delete_repository", repositoryName=leftover.id, force=True)


_GUARDS: dict[str, tuple[Callable[[Api, Leftover], bool], Callable[[Api, Leftover], None]]] = {
    "aws_db_instance": (_guards_database, _lift_database),
    "aws_ecr_repository": (_guards_images, _lift_images),
    "aws_eks_cluster": (_guards_cluster, _lift_cluster),
    "aws_lb": (_guards_balancer, _lift_balancer),
}
TYPES = tuple(_GUARDS)
