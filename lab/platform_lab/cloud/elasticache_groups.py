"""Groups of subnets, parameters and users of ElastiCache, as far as moto lacks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.core.responses import ActionResult, EmptyResult

from platform_lab.cloud import redis

if TYPE_CHECKING:
    from moto.elasticache.responses import ElastiCacheResponse as Base
else:
    Base = object


class Groups(Base):
    """Mixed into the responses of ElastiCache."""

    def delete_cache_subnet_group(self) -> ActionResult:
        # moto cannot delete them.
        name = self._get_param("CacheSubnetGroupName")
        self.elasticache_backend.describe_cache_subnet_groups(name)
        del self.elasticache_backend.cache_subnet_groups[name]
        return EmptyResult()

    def describe_user_groups(self) -> ActionResult:
        # moto lacks them, and can make none.
        return ActionResult({"UserGroups": []})

    def describe_cache_parameter_groups(self) -> ActionResult:
        # moto lacks them; AWS has a default one of each family.
        name = f"default.redis{redis.MAJOR}"
        default = {
            "CacheParameterGroupName": name,
            "CacheParameterGroupFamily": f"redis{redis.MAJOR}",
            "Description": f"Default parameter group for redis{redis.MAJOR}",
            "IsGlobal": False,
            "ARN": f"arn:aws:elasticache:{self.region}:{self.current_account}:"
            f"parametergroup:{name}",
        }
        asked = self._get_param("CacheParameterGroupName")
        return ActionResult({"CacheParameterGroups": [default] if asked in (None, name) else []})
