# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""List prices on demand in USD, for an estimate; AWS's own pages are what counts.

Per hour unless the name says month. Prices of us-east-1 are the base. A region has a line only
where its price is known to differ; whatever it lacks is counted as in us-east-1 and said so.
"""

from __future__ import annotations

DATE = "2026-11-23"
BASE_REGION = "us-east-1"
HOURS_PER_MONTH = 730

# The same in all regions, or close to it.
EVERYWHERE = {
    "eks/cluster": 0.10,
    "ipv4/address": 0.005,
    "kms/key/month": 1.00,
    "secret/month": 0.40,
    "waf/acl/month": 5.00,
    "waf/rule/month": 1.00,
}

BASE = {
    "nat/gateway": 0.045,
    "alb": 0.0225,
    "endpoint/zone": 0.01,
    "ebs/gp3/month": 0.08,
    "rds/gp3/month": 0.115,
    "ec2/t4g.medium": 0.0336,
    "ec2/t4g.large": 0.0672,
    "ec2/m7g.medium": 0.0408,
    "ec2/m7g.large": 0.0816,
    "ec2/m7g.xlarge": 0.1632,
    "ec2/m7g.2xlarge": 0.3264,
    "ec2/m6g.large": 0.077,
    "ec2/m7i.large": 0.1008,
    "ec2/c7g.large": 0.0725,
    "ec2/r7g.large": 0.1071,
    "rds/db.t4g.micro": 0.016,
    "rds/db.t4g.small": 0.032,
    "rds/db.t4g.medium": 0.065,
    "rds/db.t4g.large": 0.129,
    "rds/db.m7g.large": 0.168,
    "rds/db.m7g.xlarge": 0.336,
    "cache/cache.t4g.micro": 0.016,
    "cache/cache.t4g.small": 0.032,
    "cache/cache.t4g.medium": 0.065,
    "cache/cache.r7g.large": 0.219,
}

REGIONS = {
    "ap-northeast-2": {
        "nat/gateway": 0.059,
        "alb": 0.0225,
        "endpoint/zone": 0.013,
        "ebs/gp3/month": 0.0912,
    },
}

# ElastiCache asks a fifth less for Valkey than for Redis on the same node.
VALKEY_SHARE = 0.8


def price_of(item: str, region: str) -> tuple[float | None, bool]:
    """Price of an item, and whether it is that of another region.

    Args:
        item: for example ``ec2/m7g.large``.
        region: AWS region.

    Returns:
        USD per hour, or per month where the item says so; None where nobody knows.
    """
    if item in EVERYWHERE:
        return EVERYWHERE[item], False
    own = REGIONS.get(region, {}).get(item)
    if own is not None:
        return own, False
    return BASE.get(item), region != BASE_REGION
