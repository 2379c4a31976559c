"""EC2's networks: what goes with something that is deleted, and what stands in its way."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from support.cloud import Emulator


@pytest.fixture
def ec2(emulator: Emulator) -> Any:
    return emulator.client("ec2")


@pytest.fixture
def vpc(ec2: Any) -> str:
    made: str = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return made


@pytest.fixture
def subnet(ec2: Any, vpc: str) -> str:
    made: str = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    return made


def tags(kind: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": "platform", "Value": "shop"}]}]


def test_a_subnet_takes_its_association_with_it(ec2: Any, vpc: str, subnet: str) -> None:
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_route_table(RouteTableId=table)
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_route_table(RouteTableId=table)
    ec2.delete_vpc(VpcId=vpc)


def test_a_nat_gateway_takes_its_interface_and_frees_its_address(
    emulator: Emulator, ec2: Any, subnet: str
) -> None:
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(
        SubnetId=subnet, AllocationId=address, TagSpecifications=tags("natgateway")
    )["NatGateway"]["NatGatewayId"]
    [interface] = ec2.describe_network_interfaces()["NetworkInterfaces"]
    with pytest.raises(ClientError, match="currently in use"):
        ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_subnet(SubnetId=subnet)

    ec2.delete_nat_gateway(NatGatewayId=gateway)

    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    assert "AssociationId" not in ec2.describe_addresses()["Addresses"][0]
    tagging = emulator.client("resourcegroupstaggingapi")
    assert tagging.get_resources()["ResourceTagMappingList"] == []
    ec2.delete_subnet(SubnetId=subnet)


def test_the_interface_of_an_endpoint_goes_with_it(ec2: Any, vpc: str, subnet: str) -> None:
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc,
        VpcEndpointType="Interface",
        ServiceName="com.amazonaws.ap-northeast-2.ecr.api",
        SubnetIds=[subnet],
    )["VpcEndpoint"]["VpcEndpointId"]
    [interface] = ec2.describe_network_interfaces()["NetworkInterfaces"]
    with pytest.raises(ClientError, match="currently in use"):
        ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    ec2.delete_subnet(SubnetId=subnet)


def test_rules_are_revoked_as_they_are_described(ec2: Any, vpc: str) -> None:
    group = ec2.create_security_group(GroupName="nodes", Description="nodes", VpcId=vpc)["GroupId"]
    peer = {"GroupId": group, "Description": "Pod to pod"}
    ranges = [{"CidrIp": "10.0.0.0/16", "Description": "The VPC"}]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "-1", "UserIdGroupPairs": [peer]},
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": ranges},
        ],
    )
    [known] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=known["IpPermissions"])
    [known] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert known["IpPermissions"] == []


def test_a_vpc_waits_for_what_lies_in_it(ec2: Any, vpc: str) -> None:
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_vpc(VpcId=vpc)
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    group = ec2.create_security_group(GroupName="nodes", Description="nodes", VpcId=vpc)["GroupId"]
    with pytest.raises(ClientError, match="DependencyViolation"):
        ec2.delete_vpc(VpcId=vpc)
    ec2.delete_security_group(GroupId=group)
    ec2.delete_vpc(VpcId=vpc)
