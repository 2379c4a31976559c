"""Members of a replication group: their settings, and the names of all endpoints."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from moto.elasticache.models import ReplicationGroup

# Settings that a cache cluster has from its group, and those that no member of a group has.
_SHARED = (
    "auto_minor_version_upgrade",
    "cache_node_type",
    "cache_parameter_group_name",
    "cache_subnet_group_name",
    "engine",
    "engine_version",
    "ip_discovery",
    "network_type",
    "port",
    "security_group_ids",
    "snapshot_retention_limit",
    "snapshot_window",
    "tags",
    "transit_encryption_enabled",
)
_UNUSED = (
    "cache_security_group_names",
    "notification_topic_arn",
    "outpost_mode",
    "preferred_availability_zones",
    "preferred_outpost_arn",
    "preferred_outpost_arns",
    "snapshot_arns",
    "snapshot_name",
)


def members(group: ReplicationGroup) -> list[dict[str, Any]]:
    """moto's descriptions of the members, the primary first."""
    return cast(list[dict[str, Any]], group.node_groups[0]["node_group_members"])


def cluster_settings(group: Any, member: dict[str, Any]) -> dict[str, Any]:
    """What moto needs to know to make the cache cluster of a member."""
    settings: dict[str, Any] = dict.fromkeys(_UNUSED) | {
        "cache_cluster_id": member["cache_cluster_id"],
        "replication_group_id": group.replication_group_id,
        "az_mode": "single-az",
        "preferred_availability_zone": member["preferred_availability_zone"],
        "num_cache_nodes": 1,
        "preferred_maintenance_window": group.preferred_maintenance_window or "sun:05:00-sun:06:00",
        "auth_token": group.auth_token or None,
        "log_delivery_configurations": [],
        "cache_node_ids_to_remove": [],
        "cache_node_ids_to_reboot": [],
    }
    settings |= {name: getattr(group, name) for name in _SHARED}
    return settings


def name_endpoints(group: Any, region: str) -> None:
    """Endpoint names as AWS forms them; moto's are of another region and of one form only."""
    continent, side, number = region.split("-")
    short = f"{continent}{side[0]}{number}"
    prefix = f"{group.replication_group_id}.{uuid4().hex[:6]}"
    tail = f"{short}.cache.amazonaws.com"
    tls = group.transit_encryption_enabled
    node = group.node_groups[0]
    primary = f"master.{prefix}.{tail}" if tls else f"{prefix}.ng.0001.{tail}"
    reader = f"replica.{prefix}.{tail}"
    if not tls:
        name, _, code = prefix.partition(".")
        reader = f"{name}-ro.{code}.ng.0001.{tail}"
    node["primary_endpoint"] = {"address": primary, "port": group.port}
    node["reader_endpoint"] = {"address": reader, "port": group.port}
    node["primary_endpoint_address"], node["reader_endpoint_address"] = primary, reader
    code = prefix.rpartition(".")[2]
    for member in members(group):
        name = member["cache_cluster_id"]
        address = (
            f"{name}.{group.replication_group_id}.{code}.{tail}"
            if tls
            else (f"{name}.{code}.0001.{tail}")
        )
        member["read_endpoint"] = {"address": address, "port": group.port}
