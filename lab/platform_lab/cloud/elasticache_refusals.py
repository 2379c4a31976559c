"""What the lab's ElastiCache refuses: what it cannot run, and what AWS would refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult
from moto.elasticache.exceptions import (
    InvalidParameterCombinationException,
    InvalidParameterValueException,
)

from platform_lab.cloud import elasticache_tokens as tokens
from platform_lab.cloud import redis

if TYPE_CHECKING:
    from moto.elasticache.responses import ElastiCacheResponse as Base
else:
    Base = object

ENGINE = "redis"


class Refusals(Base):
    """Mixed into the responses of ElastiCache."""

    version: str

    def create_cache_cluster(self) -> ActionResult:
        raise InvalidParameterCombinationException(
            "The lab's ElastiCache runs replication groups; make one with one cache cluster"
        )

    def check_creation(self) -> None:
        """Refuse a CreateReplicationGroup that cannot be served."""
        engine = self._get_param("Engine") or ENGINE
        version = str(self._get_param("EngineVersion") or "")
        if engine != ENGINE:
            raise InvalidParameterCombinationException(
                f"The lab's ElastiCache does not know the engine {engine}"
            )
        if version and version.partition(".")[0] != redis.MAJOR:
            raise InvalidParameterValueException(
                f"Cannot find version {version} for redis: the lab runs {self.version}"
            )
        if (self._get_int_param("NumNodeGroups") or 1) > 1 or self._get_param("ClusterMode") in (
            "enabled",
            "compatible",
        ):
            raise InvalidParameterCombinationException("The lab's Redis has no cluster mode")
        if self._get_param("SnapshotName") or self._get_param("SnapshotArns"):
            raise InvalidParameterCombinationException(
                "The lab's ElastiCache keeps nothing on disk: there is nothing to restore"
            )
        token = self._get_param("AuthToken")
        if token is not None:
            tokens.check(token)
            if not self._get_bool_param("TransitEncryptionEnabled"):
                raise InvalidParameterCombinationException(
                    "The AUTH token is only supported when encryption-in-transit is enabled."
                )
