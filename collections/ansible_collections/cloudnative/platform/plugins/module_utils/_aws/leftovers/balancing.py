# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Load balancers of both generations and what stands before them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched

from .api import Api, each
from .model import Kind, Leftover, Scope, tags_of

# Of so many things the services tell the tags in one answer.
BATCH = 20


def _tags(api: Api, arns: list[str]) -> dict[str, dict[str, str]]:
    tags: dict[str, dict[str, str]] = {}
    for batch in batched(arns, BATCH):
        answer = api.call("elbv2", "describe_tags", ResourceArns=list(batch))
        for entry in answer["TagDescriptions"]:
            tags[entry["ResourceArn"]] = tags_of(entry["Tags"])
    return tags


def _balancers(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = api.pages("elbv2", "describe_load_balancers", "LoadBalancers")
    tags = _tags(api, [entry["LoadBalancerArn"] for entry in known])
    for entry in known:
        arn = entry["LoadBalancerArn"]
        if scope.owns(tags.get(arn, {})):
            yield Leftover("aws_lb", arn, entry["LoadBalancerName"], arn, "present", tags[arn])


def _delete_balancer(api: Api, leftover: Leftover) -> None:
    api.call("elbv2", "delete_load_balancer", LoadBalancerArn=leftover.arn)


def _targets(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = api.pages("elbv2", "describe_target_groups", "TargetGroups")
    tags = _tags(api, [entry["TargetGroupArn"] for entry in known])
    for entry in known:
        arn = entry["TargetGroupArn"]
        if scope.owns(tags.get(arn, {})):
            name = entry["TargetGroupName"]
            yield Leftover("aws_lb_target_group", arn, name, arn, "present", tags[arn])


def _delete_targets(api: Api, leftover: Leftover) -> None:
    api.call("elbv2", "delete_target_group", TargetGroupArn=leftover.arn)


def _classic(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = api.pages("elb", "describe_load_balancers", "LoadBalancerDescriptions")
    for batch in batched((entry["LoadBalancerName"] for entry in known), BATCH):
        answer = api.call("elb", "describe_tags", LoadBalancerNames=list(batch))
        for entry in answer["TagDescriptions"]:
            name, tags = entry["LoadBalancerName"], tags_of(entry["Tags"])
            if scope.owns(tags):
                yield Leftover("aws_elb", name, name, "", "present", tags)


def _delete_classic(api: Api, leftover: Leftover) -> None:
    api.call("elb", "delete_load_balancer", LoadBalancerName=leftover.id)


def _firewalls(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = api.call("wafv2", "list_web_acls", Scope="REGIONAL").get("WebACLs") or []

    def look(arn: str) -> dict[str, str]:
        answer = api.call("wafv2", "list_tags_for_resource", ResourceARN=arn)
        return tags_of((answer.get("TagInfoForResource") or {}).get("TagList"))

    for entry, tags in zip(known, each(look, [entry["ARN"] for entry in known]), strict=True):
        if scope.owns(tags):
            identity = f"{entry['Id']}/{entry['Name']}/REGIONAL"
            yield Leftover(
                "aws_wafv2_web_acl", identity, entry["Name"], entry["ARN"], "present", tags
            )


def _delete_firewall(api: Api, leftover: Leftover) -> None:
    identity, name, scope = leftover.id.split("/")
    which = {"Id": identity, "Name": name, "Scope": scope}
    lock = api.call("wafv2", "get_web_acl", **which)["LockToken"]
    api.call("wafv2", "delete_web_acl", **which, LockToken=lock)


def _certificates(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = api.pages("acm", "list_certificates", "CertificateSummaryList")

    def look(arn: str) -> dict[str, str]:
        return tags_of(api.call("acm", "list_tags_for_certificate", CertificateArn=arn)["Tags"])

    arns = [entry["CertificateArn"] for entry in known]
    for entry, tags in zip(known, each(look, arns), strict=True):
        if scope.owns(tags):
            arn, name = entry["CertificateArn"], entry.get("DomainName") or ""
            yield Leftover("aws_acm_certificate", arn, name, arn, "present", tags)


def _delete_certificate(api: Api, leftover: Leftover) -> None:
    api.call("acm", "delete_certificate", CertificateArn=leftover.arn)


KINDS = (
    Kind("aws_lb", "elasticloadbalancing:loadbalancer/", _balancers, _delete_balancer),
    Kind("aws_elb", "elasticloadbalancing:loadbalancer/", _classic, _delete_classic),
    Kind("aws_lb_target_group", "elasticloadbalancing:targetgroup/", _targets, _delete_targets),
    Kind("aws_wafv2_web_acl", "wafv2:regional/webacl/", _firewalls, _delete_firewall),
    Kind("aws_acm_certificate", "acm:certificate/", _certificates, _delete_certificate),
)
