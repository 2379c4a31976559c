# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What others put into our VPC, mostly without tags: interfaces and security groups."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Api
from .model import Kind, Leftover, Scope, tags_of


def _vpcs(api: Api, scope: Scope) -> set[str]:
    return {
        vpc["VpcId"]
        for vpc in api.pages("ec2", "describe_vpcs", "Vpcs")
        if scope.owns(tags_of(vpc.get("Tags")))
    }


def _interfaces(api: Api, scope: Scope) -> Iterator[Leftover]:
    vpcs = _vpcs(api, scope)
    for entry in api.pages("ec2", "describe_network_interfaces", "NetworkInterfaces"):
        tags = tags_of(entry.get("TagSet"))
        if scope.owns(tags) or entry.get("VpcId") in vpcs:
            # The description tells whose it is: "ELB app/shop/5f1c" for a load balancer's.
            name = entry.get("Description") or tags.get("Name", "")
            yield Leftover(
                "aws_network_interface", entry["NetworkInterfaceId"], name, "", "present", tags
            )


def _delete_interface(api: Api, leftover: Leftover) -> None:
    api.call("ec2", "delete_network_interface", NetworkInterfaceId=leftover.id)


def _groups(api: Api, scope: Scope) -> Iterator[Leftover]:
    vpcs = _vpcs(api, scope)
    for entry in api.pages("ec2", "describe_security_groups", "SecurityGroups"):
        tags = tags_of(entry.get("Tags"))
        # The default group goes with its VPC and cannot go before it.
        if entry["GroupName"] != "default" and (scope.owns(tags) or entry.get("VpcId") in vpcs):
            yield Leftover(
                "aws_security_group", entry["GroupId"], entry["GroupName"], "", "present", tags
            )


def _delete_group(api: Api, leftover: Leftover) -> None:
    """Take its rules first: two groups that name each other could else not be deleted at all."""
    for group in api.pages(
        "ec2", "describe_security_groups", "SecurityGroups", GroupIds=[leftover.id]
    ):
        for operation, field in (
            ("revoke_security_group_ingress", "IpPermissions"),
            ("revoke_security_group_egress", "IpPermissionsEgress"),
        ):
            if group.get(field):
                api.prepare("ec2", operation, GroupId=leftover.id, IpPermissions=group[field])
    api.call("ec2", "delete_security_group", GroupId=leftover.id)


KINDS = (
    Kind("aws_network_interface", "ec2:network-interface/", _interfaces, _delete_interface),
    Kind("aws_security_group", "ec2:security-group/", _groups, _delete_group),
)
