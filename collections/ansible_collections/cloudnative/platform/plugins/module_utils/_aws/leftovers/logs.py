# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Log groups, which the services write into existence again after they were deleted."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Api
from .model import Kind, Leftover, Scope


def is_log_group_of(scope: Scope, name: str) -> bool:
    """Whether a log group is ours by its name: what AWS makes by itself has no tags.

    Names are ``/aws/SERVICE/PLATFORM/…``, and those of a firewall ``aws-waf-logs-PLATFORM``.
    """
    return scope.names(name) or name == f"aws-waf-logs-{scope.platform}"


def _groups(api: Api, scope: Scope) -> Iterator[Leftover]:
    for entry in api.pages("logs", "describe_log_groups", "logGroups"):
        name = entry["logGroupName"]
        if is_log_group_of(scope, name):
            arn = str(entry.get("arn") or "").removesuffix(":*")
            yield Leftover("aws_cloudwatch_log_group", name, name, arn, "present", {})


def _delete_group(api: Api, leftover: Leftover) -> None:
    api.call("logs", "delete_log_group", logGroupName=leftover.id)


def _policies(api: Api, scope: Scope) -> Iterator[Leftover]:
    """Permissions of the firewall to write its logs; they have no tags, and AWS allows only ten."""
    for entry in api.pages("logs", "describe_resource_policies", "resourcePolicies"):
        name = entry["policyName"]
        if name == f"{scope.platform}-waf-logs":
            yield Leftover("aws_cloudwatch_log_resource_policy", name, name, "", "present", {})


def _delete_policy(api: Api, leftover: Leftover) -> None:
    api.call("logs", "delete_resource_policy", policyName=leftover.id)


KINDS = (
    Kind("aws_cloudwatch_log_resource_policy", "", _policies, _delete_policy),
    Kind("aws_cloudwatch_log_group", "logs:log-group:", _groups, _delete_group),
)
