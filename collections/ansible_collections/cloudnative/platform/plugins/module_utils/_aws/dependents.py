# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Looks for things that have no tags of their own and stand on others: rules, routes, entries.

Each function takes what Terraform plans for one resource and answers the id that an import
takes, or nothing where AWS has no such thing. A plan does not know everything before it is
applied; what is missing there cannot be looked for, and cannot exist either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .leftovers.api import Api, Refused

Values = Mapping[str, Any]


def find_dependent(api: Api, kind: str, values: Values) -> str | None:
    """The id of a planned resource that AWS already has.

    Args:
        api: AWS.
        kind: Terraform's type of the resource.
        values: what the plan knows of it.

    Raises:
        AwsError: AWS cannot be asked.
    """
    look = LOOK.get(kind)
    if look is None:
        return None
    try:
        return look(api, values)
    except KeyError:
        return None  # what it stands on does not exist yet
    except Refused as error:
        if error.is_absent:
            return None
        raise


def _rule(egress: bool) -> Callable[[Api, Values], str | None]:
    def look(api: Api, values: Values) -> str | None:
        groups = [{"Name": "group-id", "Values": [values["security_group_id"]]}]
        rules = api.pages(
            "ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=groups
        )
        wanted = (
            values["ip_protocol"],
            _port(values.get("from_port")),
            _port(values.get("to_port")),
            values.get("cidr_ipv4"),
            values.get("referenced_security_group_id"),
        )
        for rule in rules:
            has = (
                rule["IpProtocol"],
                _port(rule.get("FromPort")),
                _port(rule.get("ToPort")),
                rule.get("CidrIpv4"),
                rule.get("ReferencedGroupInfo", {}).get("GroupId"),
            )
            if rule["IsEgress"] == egress and has == wanted:
                return str(rule["SecurityGroupRuleId"])
        return None

    return look


def _port(port: int | None) -> int:
    """A port; -1 is AWS's word for all of them."""
    return -1 if port is None else int(port)


def _route(api: Api, values: Values) -> str | None:
    table, target = values["route_table_id"], values["destination_cidr_block"]
    (answer,) = api.call("ec2", "describe_route_tables", RouteTableIds=[table])["RouteTables"]
    known = [route.get("DestinationCidrBlock") for route in answer["Routes"]]
    return f"{table}_{target}" if target in known else None


def _route_table_association(api: Api, values: Values) -> str | None:
    table, subnet = values["route_table_id"], values["subnet_id"]
    (answer,) = api.call("ec2", "describe_route_tables", RouteTableIds=[table])["RouteTables"]
    known = [entry.get("SubnetId") for entry in answer["Associations"]]
    return f"{subnet}/{table}" if subnet in known else None


def _alias(api: Api, values: Values) -> str | None:
    name, key = values["name"], values["target_key_id"]
    aliases = api.pages("kms", "list_aliases", "Aliases", KeyId=key)
    return name if any(alias["AliasName"] == name for alias in aliases) else None


def _access_entry(api: Api, values: Values) -> str | None:
    cluster, principal = values["cluster_name"], values["principal_arn"]
    api.call("eks", "describe_access_entry", clusterName=cluster, principalArn=principal)
    return f"{cluster}:{principal}"


def _pod_identity(api: Api, values: Values) -> str | None:
    found = api.pages(
        "eks",
        "list_pod_identity_associations",
        "associations",
        clusterName=values["cluster_name"],
        namespace=values["namespace"],
        serviceAccount=values["service_account"],
    )
    return f"{values['cluster_name']},{found[0]['associationId']}" if found else None


def _listener(api: Api, values: Values) -> str | None:
    listeners = api.pages(
        "elbv2", "describe_listeners", "Listeners", LoadBalancerArn=values["load_balancer_arn"]
    )
    for listener in listeners:
        if listener["Port"] == values["port"]:
            return str(listener["ListenerArn"])
    return None


# Types that are missing here are found by name or tags, or made by a call that may be repeated
# (attachments, policies of a role, settings of a bucket).
LOOK: dict[str, Callable[[Api, Values], str | None]] = {
    "aws_eks_access_entry": _access_entry,
    "aws_eks_pod_identity_association": _pod_identity,
    "aws_kms_alias": _alias,
    "aws_lb_listener": _listener,
    "aws_route": _route,
    "aws_route_table_association": _route_table_association,
    "aws_vpc_security_group_egress_rule": _rule(egress=True),
    "aws_vpc_security_group_ingress_rule": _rule(egress=False),
}
