"""ElastiCache over moto: replication groups with members, each a Redis server."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.elasticache import urls
from moto.elasticache.models import (
    CacheCluster,
    ElastiCacheBackend,
    ReplicationGroup,
    elasticache_backends,
)
from moto.elasticache.responses import ElastiCacheResponse

from platform_lab.cloud import elasticache_tokens as tokens
from platform_lab.cloud import redis
from platform_lab.cloud.elasticache_groups import Groups
from platform_lab.cloud.elasticache_members import cluster_settings, members, name_endpoints
from platform_lab.cloud.elasticache_refusals import Refusals
from platform_lab.cloud.instances import AVAILABLE, CREATING, Cache
from platform_lab.cloud.lab import Lab
from platform_lab.cloud.numbers import assign

SERVICE = "cache"


class LabElastiCache(Groups, Refusals, ElastiCacheResponse):
    """moto's ElastiCache for what the lab can really run: Redis without cluster mode."""

    lab: Lab
    version: str

    def create_replication_group(self) -> ActionResult:
        self.check_creation()
        # moto counts members by replicas only.
        count = self._get_int_param("NumCacheClusters") or 1
        if not self._get_int_param("ReplicasPerNodeGroup") and count > 1:
            self.params["ReplicasPerNodeGroup"] = count - 1
        result = super().create_replication_group()
        group: Any = cast(dict[str, Any], result.result)["ReplicationGroup"]
        group.status = CREATING
        group.engine_version = self.version
        token = self._get_param("AuthToken")
        group.auth_token, group.lab_tokens = token or "", (token,) if token else ()
        subnets = self.elasticache_backend.cache_subnet_groups.get(group.cache_subnet_group_name)
        zones = [subnet["subnet_availability_zone"] for subnet in getattr(subnets, "subnets", [])]
        for number, member in enumerate(members(group)):
            if zones:
                member["preferred_availability_zone"] = zones[number % len(zones)]
            self._add_member(group, member)
        name_endpoints(group, self.region)
        return result

    def modify_replication_group(self) -> ActionResult:
        token = self._get_param("AuthToken")
        if token is not None:
            known = self.elasticache_backend.replication_groups.get(
                self._get_param("ReplicationGroupId")
            )
            tokens.check(token)
            strategy = self._get_param("AuthTokenUpdateStrategy")
            new = tokens.changed(tokens.of(known) if known else (), token, strategy)
        result = super().modify_replication_group()
        group: Any = cast(dict[str, Any], result.result)["ReplicationGroup"]
        if token is not None:
            group.auth_token, group.lab_tokens = token, new
            group.auth_token_enabled = True
        if (names := self._get_param("SecurityGroupIds")) is not None:
            group.security_group_ids = names
        for cluster in _clusters(self.elasticache_backend, group):
            cluster.security_groups = _security_groups(group.security_group_ids)
            cluster.cache_cluster_status = "modifying"
        group.status = "modifying"
        return result

    def delete_replication_group(self) -> ActionResult:
        if name := self._get_param("FinalSnapshotIdentifier"):
            # A record without data: the lab's Redis keeps nothing on disk.
            asked = self._get_param("ReplicationGroupId")
            self.elasticache_backend.create_snapshot(name, asked, None, None, None)
        result = super().delete_replication_group()
        group = cast(dict[str, Any], result.result)["ReplicationGroup"]
        for name in group.member_clusters:
            self.elasticache_backend.cache_clusters.pop(name, None)
        # moto keeps the group, to be answered as deleting for ever.
        self.elasticache_backend.replication_groups.pop(group.replication_group_id, None)
        return result

    def _add_member(self, group: Any, member: dict[str, Any]) -> None:
        """The cache cluster of a member, which moto leaves out."""
        backend = self.elasticache_backend
        cluster: Any = backend.create_cache_cluster(**cluster_settings(group, member))
        cluster.cache_cluster_status = CREATING
        cluster.lab_identity = f"cache-{uuid4().hex}"
        cluster.lab_restarts = 0
        cluster.at_rest_encryption_enabled = group.at_rest_encryption_enabled
        cluster.security_groups = _security_groups(group.security_group_ids)
        name = group.cache_parameter_group_name or f"default.redis{redis.MAJOR}"
        cluster.cache_parameter_group = {
            "CacheParameterGroupName": name,
            "ParameterApplyStatus": "in-sync",
            "CacheNodeIdsToReboot": [],
        }
        assign(cluster, self.lab.settings)


def install(lab: Lab) -> None:
    """Let moto serve ElastiCache by this class."""
    LabElastiCache.lab = lab
    LabElastiCache.version = redis.version(lab.settings.redis)
    urls.url_paths = dict.fromkeys(urls.url_paths, LabElastiCache.dispatch)


def wanted(lab: Lab) -> list[Cache]:
    """The servers that ElastiCache stands for; call it while holding the guard."""
    backend = _backend(lab)
    found = []
    for group in groups(lab):
        clusters = _clusters(backend, group)
        primary = str(lab.settings.instance_address(clusters[0].lab_number))
        for number, (cluster, member) in enumerate(zip(clusters, members(group), strict=True)):
            node = group.node_groups[0]
            names = [member["read_endpoint"]["address"]]
            if number == 0:
                names.insert(0, node["primary_endpoint"]["address"])
            if number == min(1, len(clusters) - 1):
                names.append(node["reader_endpoint"]["address"])
            found.append(
                Cache(
                    identity=cluster.lab_identity,
                    program=f"{SERVICE}-{cluster.cache_cluster_id}",
                    names=tuple(names),
                    address=str(lab.settings.instance_address(cluster.lab_number)),
                    port=int(group.port),
                    restarts=cluster.lab_restarts,
                    tokens=tokens.of(group),
                    replication=tokens.replication_password(group),
                    tls=bool(group.transit_encryption_enabled),
                    primary="" if number == 0 else primary,
                )
            )
    return found


def groups(lab: Lab) -> list[Any]:
    """moto's records of the replication groups."""
    return list(_backend(lab).replication_groups.values())


def settle(lab: Lab, identity: str, state: str) -> bool:
    """Enter the state of a server; its group is available once all members are.

    Returns:
        Whether anything changed.
    """
    changed = False
    for group in groups(lab):
        clusters = _clusters(_backend(lab), group)
        for cluster in clusters:
            if cluster.lab_identity == identity and cluster.cache_cluster_status != state:
                cluster.cache_cluster_status = state
                changed = True
        others = (c.cache_cluster_status for c in clusters if c.cache_cluster_status != AVAILABLE)
        overall = next(others, AVAILABLE)
        changed = changed or group.status != overall
        group.status = overall
    return changed


def _backend(lab: Lab) -> ElastiCacheBackend:
    return elasticache_backends[lab.settings.account][lab.settings.region]


def _clusters(backend: ElastiCacheBackend, group: ReplicationGroup) -> list[Any]:
    known: dict[str, CacheCluster] = backend.cache_clusters
    return [known[name] for name in group.member_clusters]


def _security_groups(identities: list[str] | None) -> list[dict[str, str]]:
    return [{"SecurityGroupId": name, "Status": "active"} for name in identities or []]
