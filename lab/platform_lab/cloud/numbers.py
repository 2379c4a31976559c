"""Addresses of databases and caches: each has a number for as long as it exists."""

from __future__ import annotations

from typing import Any

from moto.elasticache.models import elasticache_backends
from moto.rds.models import rds_backends

from platform_lab.cloud.instances import lowest_free
from platform_lab.cloud.settings import Settings


def assign(item: Any, settings: Settings) -> None:
    """Give a new database or cache the lowest number that no other one has.

    Raises:
        ValueError: the lab's network is full.
    """
    account, region = settings.account, settings.region
    others: list[Any] = [
        *rds_backends[account][region].databases.values(),
        *elasticache_backends[account][region].cache_clusters.values(),
    ]
    taken = {other.lab_number for other in others if hasattr(other, "lab_number")}
    number = lowest_free(taken)
    settings.instance_address(number)
    item.lab_number = number
