# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""ElastiCache: replication groups, their snapshots and their settings."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Api
from .model import Kind, Leftover, Scope, last_snapshot
from .tagged import Listing, tagged_kind

_SNAPSHOTS = tagged_kind(
    "aws_elasticache_snapshot",
    "elasticache:snapshot:",
    Listing(
        "elasticache",
        "describe_snapshots",
        "Snapshots",
        "SnapshotName",
        "ARN",
        "delete_snapshot",
        "SnapshotName",
        "SnapshotStatus",
        # A last snapshot that is asked for with the deletion of its group has no tags.
        "ReplicationGroupId",
    ),
)


_GROUPS = tagged_kind(
    "aws_elasticache_replication_group",
    "elasticache:replicationgroup:",
    Listing(
        "elasticache",
        "describe_replication_groups",
        "ReplicationGroups",
        "ReplicationGroupId",
        "ARN",
        "delete_replication_group",
        "ReplicationGroupId",
    ),
)


def _delete_group(api: Api, leftover: Leftover) -> str:
    name = last_snapshot(leftover)
    api.call(
        "elasticache",
        "delete_replication_group",
        ReplicationGroupId=leftover.id,
        FinalSnapshotIdentifier=name,
    )
    return name


def _snapshots(api: Api, scope: Scope) -> Iterator[Leftover]:
    """Snapshots that people, Terraform or a teardown have asked for; others go with their group."""
    own = "automatic."
    for leftover in _SNAPSHOTS.find(api, scope):
        if not leftover.name.startswith(own):
            yield leftover._replace(state="kept")


KINDS = (
    Kind(_GROUPS.type, _GROUPS.arn, _GROUPS.find, _delete_group),
    Kind(_SNAPSHOTS.type, _SNAPSHOTS.arn, _snapshots, _SNAPSHOTS.delete),
    tagged_kind(
        "aws_elasticache_subnet_group",
        "elasticache:subnetgroup:",
        Listing(
            "elasticache",
            "describe_cache_subnet_groups",
            "CacheSubnetGroups",
            "CacheSubnetGroupName",
            "ARN",
            "delete_cache_subnet_group",
            "CacheSubnetGroupName",
        ),
    ),
    tagged_kind(
        "aws_elasticache_parameter_group",
        "elasticache:parametergroup:",
        Listing(
            "elasticache",
            "describe_cache_parameter_groups",
            "CacheParameterGroups",
            "CacheParameterGroupName",
            "ARN",
            "delete_cache_parameter_group",
            "CacheParameterGroupName",
        ),
    ),
)
