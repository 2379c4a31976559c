# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether the account's quotas have room for what is going to be built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..._aws.leftovers.api import Api, each
from ..model import Check
from . import usage
from .model import Build
from .usage import Usage


class Quota(NamedTuple):
    """A quota: where Service Quotas keeps it, and how its use is counted."""

    service: str
    code: str
    used: Callable[[Api, Build], Usage]


QUOTAS: dict[str, Quota] = {
    "VPCs": Quota("vpc", "L-F678F1CE", usage.vpcs),
    "internet gateways": Quota("vpc", "L-A4707A72", usage.internet_gateways),
    "NAT gateways of a zone": Quota("vpc", "L-FE5A380F", usage.nat_gateways),
    "Elastic IPs": Quota("ec2", "L-0263D0A3", usage.addresses),
    "on-demand vCPUs": Quota("ec2", "L-1216C47A", usage.on_demand_vcpus),
    "spot vCPUs": Quota("ec2", "L-34B43A08", usage.spot_vcpus),
    "EKS clusters": Quota("eks", "L-1194D53C", usage.clusters),
    "load balancers": Quota("elasticloadbalancing", "L-53DA6B97", usage.load_balancers),
    "databases": Quota("rds", "L-7B6409FD", usage.databases),
    "cache nodes": Quota("elasticache", "L-DFE45DF3", usage.cache_nodes),
}


def check_quotas(api: Api, build: Build) -> Iterator[Check]:
    """Every quota, in the order of QUOTAS."""

    def check(entry: tuple[str, Quota]) -> Check:
        name, quota = entry
        asked = {"ServiceCode": quota.service, "QuotaCode": quota.code}
        limit = api.call("service-quotas", "get_service_quota", **asked)["Quota"]["Value"]
        return judge(name, quota, build.needs.get(name, 1), int(limit), quota.used(api, build))

    yield from each(check, list(QUOTAS.items()))


def judge(name: str, quota: Quota, needed: int, limit: int, used: Usage) -> Check:
    """Whether a quota has room; what the platform has already is not needed again."""
    missing = max(needed - used.ours, 0)
    text = f"{used.all} of {limit} in use, {missing} more needed"
    if used.all + missing <= limit:
        return Check(f"quota {name}", "ok", text)
    return Check(
        f"quota {name}",
        "fail",
        text,
        f"Ask for {used.all + missing}: Service Quotas, {quota.service}, {quota.code}",
    )
