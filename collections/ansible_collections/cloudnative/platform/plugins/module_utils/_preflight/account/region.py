# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether the region is there for this account, with zones enough."""

from __future__ import annotations

from collections.abc import Iterator

from ..._aws.leftovers.api import Api
from ..model import Check
from .model import Build


def check_region(api: Api, build: Build) -> Iterator[Check]:
    """The region is switched on, and has the zones that are asked for."""
    regions = api.call("ec2", "describe_regions", AllRegions=True)["Regions"]
    status = {entry["RegionName"]: entry["OptInStatus"] for entry in regions}
    if build.region not in status:
        yield Check("region", "fail", f"AWS has no region {build.region}", "Name another one")
        return
    if status[build.region] == "not-opted-in":
        yield Check(
            "region",
            "fail",
            f"{build.region} is switched off in this account",
            "Enable it: account settings, AWS Regions",
        )
        return
    yield Check("region", "ok", f"{build.region} is open to this account")
    # Local zones take no control plane of EKS.
    plain = [{"Name": "opt-in-status", "Values": ["opt-in-not-required"]}]
    answer = api.call("ec2", "describe_availability_zones", Filters=plain)
    zones = [zone["ZoneName"] for zone in answer["AvailabilityZones"]]
    if len(zones) < build.zones:
        yield Check(
            "zones",
            "fail",
            f"{build.region} has {len(zones)} zones for this account, asked for are {build.zones}",
            "Lower platform_availability_zone_count, or choose another region",
        )
    else:
        yield Check("zones", "ok", f"{len(zones)} in {build.region}, {build.zones} to be used")
