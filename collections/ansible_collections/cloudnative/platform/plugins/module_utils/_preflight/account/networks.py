# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Address ranges of the account's other VPCs."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from ..._aws.leftovers.api import Api
from ..model import Check
from .model import Build, is_ours, tags


def check_networks(api: Api, build: Build) -> Iterator[Check]:
    """Ranges that overlap that of the platform's VPC: the two could never be connected."""
    own = ipaddress.IPv4Network(build.vpc_cidr)
    clashes = 0
    for vpc in api.pages("ec2", "describe_vpcs", "Vpcs"):
        if is_ours(tags(vpc.get("Tags")), build):
            continue
        associations = vpc.get("CidrBlockAssociationSet") or [{"CidrBlock": vpc["CidrBlock"]}]
        for association in associations:
            other = ipaddress.IPv4Network(association["CidrBlock"])
            if own.overlaps(other):
                clashes += 1
                yield Check(
                    "address ranges",
                    "warn",
                    f"{own} overlaps {other} of {vpc['VpcId']}: the two can never be peered",
                    "Choose another platform_vpc_cidr if they ever shall talk",
                )
    if not clashes:
        yield Check("address ranges", "ok", f"no other VPC in {build.region} overlaps {own}")
