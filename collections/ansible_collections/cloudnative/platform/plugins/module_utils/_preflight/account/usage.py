# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""How much of each quota is in use, and how much of that by this platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..._aws.leftovers.api import Api
from .model import Build, is_ours, tags

# Families of machines that one quota counts together, by their first letters.
STANDARD = "acdhimrtz"


class Usage(NamedTuple):
    """All that is in use, and the part of it that this platform has."""

    all: int
    ours: int


def _count(entries: Iterable[Any], build: Build) -> Usage:
    """Entries of EC2's lists."""
    own = [is_ours(tags(entry.get("Tags")), build) for entry in entries]
    return Usage(len(own), sum(own))


def vpcs(api: Api, build: Build) -> Usage:
    """VPCs of the region."""
    return _count(api.pages("ec2", "describe_vpcs", "Vpcs"), build)


def internet_gateways(api: Api, build: Build) -> Usage:
    """Internet gateways of the region."""
    return _count(api.pages("ec2", "describe_internet_gateways", "InternetGateways"), build)


def addresses(api: Api, build: Build) -> Usage:
    """Elastic IPs of the region."""
    return _count(api.call("ec2", "describe_addresses")["Addresses"], build)


def nat_gateways(api: Api, build: Build) -> Usage:
    """NAT gateways of the zone that has most of them; ours count one, as no zone gets two."""
    living = [{"Name": "state", "Values": ["pending", "available"]}]
    gateways = api.pages("ec2", "describe_nat_gateways", "NatGateways", Filter=living)
    subnets = api.pages("ec2", "describe_subnets", "Subnets")
    zones = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in subnets}
    in_zone = Counter(zones.get(gateway["SubnetId"], "") for gateway in gateways)
    ours = any(is_ours(tags(gateway.get("Tags")), build) for gateway in gateways)
    return Usage(max(in_zone.values(), default=0), int(ours))


def on_demand_vcpus(api: Api, build: Build) -> Usage:
    """vCPUs of running machines that are not spot."""
    return _vcpus(api, build, spot=False)


def spot_vcpus(api: Api, build: Build) -> Usage:
    """vCPUs of running spot machines."""
    return _vcpus(api, build, spot=True)


def _vcpus(api: Api, build: Build, spot: bool) -> Usage:
    """vCPUs of running machines of the standard families."""
    living = [{"Name": "instance-state-name", "Values": ["pending", "running"]}]
    total = ours = 0
    for reservation in api.pages("ec2", "describe_instances", "Reservations", Filters=living):
        for machine in reservation["Instances"]:
            is_spot = machine.get("InstanceLifecycle") == "spot"
            if is_spot != spot or machine["InstanceType"][0] not in STANDARD:
                continue
            options = machine["CpuOptions"]
            cores = int(options["CoreCount"]) * int(options["ThreadsPerCore"])
            total += cores
            own = tags(machine.get("Tags"))
            ours += cores if own.get("eks:cluster-name") == build.platform else 0
    return Usage(total, ours)


def clusters(api: Api, build: Build) -> Usage:
    """EKS clusters of the region."""
    names = [str(name) for name in api.pages("eks", "list_clusters", "clusters")]
    return _named(names, build)


def databases(api: Api, build: Build) -> Usage:
    """RDS instances of the region."""
    entries = api.pages("rds", "describe_db_instances", "DBInstances")
    return _named([entry["DBInstanceIdentifier"] for entry in entries], build)


def load_balancers(api: Api, build: Build) -> Usage:
    """Application load balancers of the region."""
    entries = api.pages("elbv2", "describe_load_balancers", "LoadBalancers")
    plain = [entry["LoadBalancerName"] for entry in entries if entry["Type"] == "application"]
    return _named(plain, build)


def cache_nodes(api: Api, build: Build) -> Usage:
    """Nodes of ElastiCache in the region."""
    entries = api.pages("elasticache", "describe_cache_clusters", "CacheClusters")
    ours = sum(
        entry["NumCacheNodes"]
        for entry in entries
        if entry.get("ReplicationGroupId") == build.platform
    )
    return Usage(sum(entry["NumCacheNodes"] for entry in entries), ours)


def _named(names: list[str], build: Build) -> Usage:
    """Things of which the platform has one, which bears its name."""
    return Usage(len(names), int(build.platform in names))
