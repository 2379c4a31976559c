# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Things without tags are found on AWS (here: moto) by what is planned of them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.dependents import (
    find_dependent,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api


@pytest.fixture
def network(api: Api) -> dict[str, str]:
    """A VPC with a subnet, a route table for it with a way out, and a group with one rule."""
    vpc = api.call("ec2", "create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = api.call("ec2", "create_subnet", VpcId=vpc, CidrBlock="10.0.0.0/24")
    table = api.call("ec2", "create_route_table", VpcId=vpc)["RouteTable"]["RouteTableId"]
    found = {"vpc": vpc, "subnet": subnet["Subnet"]["SubnetId"], "table": table}
    api.call("ec2", "associate_route_table", SubnetId=found["subnet"], RouteTableId=table)
    gateway = api.call("ec2", "create_internet_gateway")["InternetGateway"]["InternetGatewayId"]
    api.call("ec2", "attach_internet_gateway", VpcId=vpc, InternetGatewayId=gateway)
    api.call(
        "ec2",
        "create_route",
        RouteTableId=table,
        DestinationCidrBlock="0.0.0.0/0",
        GatewayId=gateway,
    )
    group = api.call("ec2", "create_security_group", GroupName="g", Description="g", VpcId=vpc)
    found["group"] = group["GroupId"]
    open_port = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    made = api.call(
        "ec2",
        "authorize_security_group_ingress",
        GroupId=found["group"],
        IpPermissions=[open_port | {"IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
    )
    return found | {"rule": made["SecurityGroupRules"][0]["SecurityGroupRuleId"]}


def test_a_rule_is_known_by_what_it_opens(api: Api, network: dict[str, str]) -> None:
    rule = {
        "security_group_id": network["group"],
        "ip_protocol": "tcp",
        "from_port": 443,
        "to_port": 443,
        "cidr_ipv4": "10.0.0.0/8",
    }
    kind = "aws_vpc_security_group_ingress_rule"
    assert find_dependent(api, kind, rule) == network["rule"]
    assert find_dependent(api, kind, rule | {"to_port": 444}) is None
    assert find_dependent(api, "aws_vpc_security_group_egress_rule", rule) is None


def test_a_rule_for_all_ports_has_none(api: Api, network: dict[str, str]) -> None:
    # AWS opens everything outwards in a new group.
    rule = {
        "security_group_id": network["group"],
        "ip_protocol": "-1",
        "from_port": None,
        "to_port": None,
        "cidr_ipv4": "0.0.0.0/0",
    }
    assert find_dependent(api, "aws_vpc_security_group_egress_rule", rule)


def test_routes_and_associations_are_known_by_their_table(
    api: Api, network: dict[str, str]
) -> None:
    table, subnet = network["table"], network["subnet"]
    route = {"route_table_id": table, "destination_cidr_block": "0.0.0.0/0"}
    assert find_dependent(api, "aws_route", route) == f"{table}_0.0.0.0/0"
    assert find_dependent(api, "aws_route", route | {"destination_cidr_block": "1.0.0.0/8"}) is None
    link = {"route_table_id": table, "subnet_id": subnet}
    kind = "aws_route_table_association"
    assert find_dependent(api, kind, link) == f"{subnet}/{table}"
    assert find_dependent(api, kind, link | {"subnet_id": "subnet-0"}) is None


def test_an_alias_counts_only_with_its_key(api: Api) -> None:
    key, other = (api.call("kms", "create_key")["KeyMetadata"]["KeyId"] for _ in range(2))
    api.call("kms", "create_alias", AliasName="alias/lab", TargetKeyId=key)
    planned: dict[str, Any] = {"name": "alias/lab", "target_key_id": key}
    assert find_dependent(api, "aws_kms_alias", planned) == "alias/lab"
    assert find_dependent(api, "aws_kms_alias", planned | {"target_key_id": other}) is None


def test_what_cannot_exist_yet_is_not_looked_for(api: Api) -> None:
    assert find_dependent(api, "aws_route", {"destination_cidr_block": "0.0.0.0/0"}) is None
    gone = {"route_table_id": "rtb-0", "destination_cidr_block": "0.0.0.0/0"}
    assert find_dependent(api, "aws_route", gone) is None


def test_types_that_are_known_otherwise_are_not_looked_for(api: Api) -> None:
    assert find_dependent(api, "aws_vpc", {}) is None
