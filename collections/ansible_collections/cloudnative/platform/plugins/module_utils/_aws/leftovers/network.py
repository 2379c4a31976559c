# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The network: what lies in a VPC, and the VPC."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .api import Api, Refused
from .model import Kind, Leftover, Scope, State, tags_of

Entry = Mapping[str, Any]


def ec2_kind(
    type: str,
    arn: str,
    list_operation: str,
    field: str,
    key: str,
    delete: Callable[[Api, Leftover], None],
    state: Callable[[Entry], State | None] = lambda entry: "present",
    name: str = "",
    **arguments: Any,
) -> Kind:
    """A kind that EC2 lists with its tags.

    ``field``: of the list in the answer. ``key``: of the id in an entry. ``state``: of an entry,
    None for one that does not count. ``name``: of the name in an entry, where it has one beside the
    tag Name. ``arguments``: of the list operation.
    """

    def find(api: Api, scope: Scope) -> Iterator[Leftover]:
        for entry in api.pages("ec2", list_operation, field, **arguments):
            tags = tags_of(entry.get("Tags"))
            is_state = state(entry)
            if is_state and scope.owns(tags):
                named = entry[name] if name else tags.get("Name", "")
                yield Leftover(type, entry[key], named, "", is_state, tags)

    return Kind(type, arn, find, delete)


def deletes(operation: str, parameter: str, **more: Any) -> Callable[[Api, Leftover], None]:
    """Deletes by one call to EC2 that takes the id."""

    def delete(api: Api, leftover: Leftover) -> None:
        api.call("ec2", operation, **{parameter: leftover.id}, **more)

    return delete


def by_state(entry: Entry) -> State | None:
    """The state of what EC2 still shows for an hour after it is gone."""
    state = str(entry["State"]).lower()
    if state == "deleted":
        return None
    return "going" if state == "deleting" else "present"


def _is_own_table(entry: Entry) -> State | None:
    # The main table goes with the VPC and cannot go before it.
    main = any(association.get("Main") for association in entry.get("Associations") or [])
    return None if main else "present"


def _delete_gateway(api: Api, leftover: Leftover) -> None:
    gateways = api.pages(
        "ec2", "describe_internet_gateways", "InternetGateways", InternetGatewayIds=[leftover.id]
    )
    for attachment in (entry for gateway in gateways for entry in gateway.get("Attachments") or []):
        api.prepare(
            "ec2",
            "detach_internet_gateway",
            InternetGatewayId=leftover.id,
            VpcId=attachment["VpcId"],
        )
    api.call("ec2", "delete_internet_gateway", InternetGatewayId=leftover.id)


def _delete_endpoint(api: Api, leftover: Leftover) -> None:
    _unless_failed(api.call("ec2", "delete_vpc_endpoints", VpcEndpointIds=[leftover.id]))


def _delete_flow_log(api: Api, leftover: Leftover) -> None:
    _unless_failed(api.call("ec2", "delete_flow_logs", FlowLogIds=[leftover.id]))


def _unless_failed(answer: Entry) -> None:
    """Raise what calls for several things say of one of them in a successful answer."""
    for failure in answer.get("Unsuccessful") or []:
        error = failure.get("Error") or {}
        raise Refused(f"AWS refuses: {error.get('Message')}", str(error.get("Code") or ""))


KINDS = (
    ec2_kind(
        "aws_nat_gateway",
        "ec2:natgateway/",
        "describe_nat_gateways",
        "NatGateways",
        "NatGatewayId",
        deletes("delete_nat_gateway", "NatGatewayId"),
        by_state,
    ),
    ec2_kind(
        "aws_vpc_endpoint",
        "ec2:vpc-endpoint/",
        "describe_vpc_endpoints",
        "VpcEndpoints",
        "VpcEndpointId",
        _delete_endpoint,
        by_state,
    ),
    ec2_kind(
        "aws_flow_log",
        "ec2:vpc-flow-log/",
        "describe_flow_logs",
        "FlowLogs",
        "FlowLogId",
        _delete_flow_log,
    ),
    ec2_kind(
        "aws_eip",
        "ec2:elastic-ip/",
        "describe_addresses",
        "Addresses",
        "AllocationId",
        deletes("release_address", "AllocationId"),
    ),
    ec2_kind(
        "aws_subnet",
        "ec2:subnet/",
        "describe_subnets",
        "Subnets",
        "SubnetId",
        deletes("delete_subnet", "SubnetId"),
    ),
    ec2_kind(
        "aws_route_table",
        "ec2:route-table/",
        "describe_route_tables",
        "RouteTables",
        "RouteTableId",
        deletes("delete_route_table", "RouteTableId"),
        _is_own_table,
    ),
    ec2_kind(
        "aws_internet_gateway",
        "ec2:internet-gateway/",
        "describe_internet_gateways",
        "InternetGateways",
        "InternetGatewayId",
        _delete_gateway,
    ),
    ec2_kind(
        "aws_vpc",
        "ec2:vpc/",
        "describe_vpcs",
        "Vpcs",
        "VpcId",
        deletes("delete_vpc", "VpcId"),
    ),
)
