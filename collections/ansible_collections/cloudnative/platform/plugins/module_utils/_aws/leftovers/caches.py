# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""ElastiCache: replication groups, their snapshots and their settings."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Api
from .model import Kind, Leftover, Scope
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
    ),
)


def _snapshots(api: Api, scope: Scope) -> Iterator[Leftover]:
    """Snapshots that people or Terraform have made; ElastiCache's own go with their group."""
    own = "automatic."
    for leftover in _SNAPSHOTS.find(api, scope):
        if not leftover.name.startswith(own):
            yield leftover._replace(state="kept")


KINDS = (
    tagged_kind(
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
    ),
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
