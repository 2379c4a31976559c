# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A net under the kinds that we know: whatever else AWS says is tagged with the platform."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Api
from .kinds import KINDS
from .model import Leftover, Scope, tags_of

# The most that AWS gives at once.
PAGE = 100
# They go with what they belong to, so they are no leftovers by themselves.
CHILDREN = (
    # The emulator's word for a flow log, which has a lister of its own.
    "ec2:flow-logs/",
    "ec2:network-acl/",
    "ec2:security-group-rule/",
    "ec2:vpc-endpoint-service/",
    "eks:access-entry/",
    "eks:podidentityassociation/",
    "elasticache:cluster:",
    "elasticloadbalancing:listener-rule/",
    "elasticloadbalancing:listener/",
    "kms:alias/",
    "rds:auto-backup:",
)
# AWS's list of tags lags behind. Of a kind that we know we have asked its own service.
KNOWN = tuple(kind.arn for kind in KINDS if kind.arn) + CHILDREN


def others(api: Api, scope: Scope) -> Iterator[Leftover]:
    """Tagged things of kinds that have no lister here; they can be named, not deleted."""
    filters = [{"Key": "platform", "Values": [scope.platform]}]
    for entry in api.pages(
        "resourcegroupstaggingapi",
        "get_resources",
        "ResourceTagMappingList",
        TagFilters=filters,
        ResourcesPerPage=PAGE,
    ):
        arn = entry["ResourceARN"]
        kind = kind_of(arn)
        if not kind.startswith(KNOWN):
            tags = tags_of(entry.get("Tags"))
            type = kind.split("/")[0]
            yield Leftover(type, arn, tags.get("Name", ""), arn, "present", tags)


def kind_of(arn: str) -> str:
    """An ARN without partition, region and account: ``ec2:vpc/vpc-1``."""
    parts = arn.split(":", 5)
    return f"{parts[2]}:{parts[5]}" if len(parts) == 6 else arn
