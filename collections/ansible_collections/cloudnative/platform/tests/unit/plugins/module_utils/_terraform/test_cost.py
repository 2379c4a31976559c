# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.cost import (
    Estimate,
    estimate,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.prices import (
    BASE,
    EVERYWHERE,
    HOURS_PER_MONTH,
)

from .plans import module, plan, present

NODES = {"instance_types": ["m7g.large"], "scaling_config": [{"desired_size": 2}]}
DATABASE = {"instance_class": "db.t4g.micro", "multi_az": True, "allocated_storage": 20}
CACHE = {"engine": "valkey", "node_type": "cache.t4g.micro", "num_cache_clusters": 2}
FIREWALL: dict[str, Any] = {"rule": [{}, {}]}


def priced(*resources: dict[str, Any], region: str = "us-east-1") -> Estimate:
    return estimate(plan(planned_values=module(*resources)), region)


@pytest.mark.parametrize(
    ("resource", "monthly"),
    [
        (present("aws_eks_cluster"), 0.10 * HOURS_PER_MONTH),
        (present("aws_eks_node_group", **NODES), 2 * BASE["ec2/m7g.large"] * HOURS_PER_MONTH),
        (
            present("aws_db_instance", **DATABASE),
            2 * (BASE["rds/db.t4g.micro"] * HOURS_PER_MONTH + 20 * BASE["rds/gp3/month"]),
        ),
        (
            present("aws_elasticache_replication_group", **CACHE),
            0.8 * 2 * BASE["cache/cache.t4g.micro"] * HOURS_PER_MONTH,
        ),
        (present("aws_wafv2_web_acl", **FIREWALL), 7.0),
        (present("aws_kms_key"), EVERYWHERE["kms/key/month"]),
        (present("aws_vpc_endpoint", vpc_endpoint_type="Gateway"), 0),
        (present("aws_iam_role"), 0),
    ],
)
def test_a_resource_costs_what_the_table_says(resource: dict[str, Any], monthly: float) -> None:
    found = priced(resource)
    assert found.after == pytest.approx(monthly)
    assert found.unknown == []


def test_an_endpoint_whose_subnets_are_not_known_yet_has_one_in_each_zone() -> None:
    zones = [present("aws_subnet", availability_zone=zone) for zone in ("a", "a", "b")]
    found = priced(present("aws_vpc_endpoint", vpc_endpoint_type="Interface"), *zones)
    assert found.after == pytest.approx(2 * BASE["endpoint/zone"] * HOURS_PER_MONTH)


def test_the_difference_to_what_stands_is_told() -> None:
    values = module(present("aws_eks_cluster"))
    found = estimate(plan(prior_state={"values": values}, planned_values={}), "us-east-1")
    assert (found.before, found.after) == (pytest.approx(73), 0)
    assert found.lines()[0].startswith("about 0 USD a month in us-east-1 (-73)")


def test_unknown_types_and_sizes_are_said_and_not_guessed() -> None:
    nodes = NODES | {"instance_types": ["x9.huge"]}
    found = priced(present("aws_eks_node_group", **nodes), present("aws_new_thing"))
    assert (found.after, found.unknown) == (0, ["aws_new_thing", "ec2/x9.huge"])
    assert "not counted, price unknown: aws_new_thing, ec2/x9.huge" in found.lines()


def test_prices_of_another_region_are_said() -> None:
    found = priced(present("aws_eks_node_group", **NODES), region="ap-northeast-2")
    assert found.borrowed == ["ec2/m7g.large"]
    assert "counted at the price of us-east-1: ec2/m7g.large" in found.lines()
    assert priced(present("aws_nat_gateway"), region="ap-northeast-2").borrowed == []


def test_what_is_charged_by_use_is_named() -> None:
    assert "traffic" in priced(present("aws_nat_gateway")).lines()[0]
