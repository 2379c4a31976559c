# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether these credentials may do what Terraform does, by IAM's own policy simulation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from ..._aws.identity import Identity
from ..._aws.leftovers.api import Api, each
from ..model import Check
from .actions import GROUPS
from .model import Build

NAME = "permissions"
BATCH = 60


def check_permissions(api: Api, build: Build, identity: Identity) -> Iterator[Check]:
    """Every action that Terraform needs, on resources that are called like ours."""
    principal = principal_of(api, identity.arn)
    if not principal:
        text = f"{identity.arn} is no user and no role: IAM cannot simulate what it may do"
        yield Check(NAME, "warn", text, "Sign in as an IAM user or role, not as root")
        return
    partition = identity.arn.split(":")[1]
    context = [
        _context("aws:RequestedRegion", build.region),
        _context("aws:RequestTag/platform", build.platform),
        _context("aws:ResourceTag/platform", build.platform),
    ]
    names = _names(build, partition)
    asked = [
        {
            "PolicySourceArn": principal,
            "ActionNames": list(actions),
            "ResourceArns": [group.resource.format(**names)],
            "ContextEntries": context
            + [_context(key, value.format(**names)) for key, value in group.context.items()],
        }
        for group in GROUPS
        for actions in batched(group.actions, BATCH)
    ]

    def simulate(question: dict[str, Any]) -> list[dict[str, Any]]:
        return api.pages("iam", "simulate_principal_policy", "EvaluationResults", **question)

    yield judge(principal, [result for results in each(simulate, asked) for result in results])


def judge(principal: str, results: Iterable[dict[str, Any]]) -> Check:
    """What the simulation's answers mean."""
    refused = [result for result in results if result["EvalDecision"] != "allowed"]
    if not refused:
        return Check(NAME, "ok", f"{principal} may do all that Terraform does")
    by_service: dict[str, list[str]] = defaultdict(list)
    for result in refused:
        service, _, action = result["EvalActionName"].partition(":")
        by_service[service].append(action)
    listed = "; ".join(f"{name}: {', '.join(by_service[name])}" for name in sorted(by_service))
    unknown = sorted({key for one in refused for key in one.get("MissingContextValues") or []})
    fix = "Allow them in its policies, its permissions boundary and the organization's policies"
    if unknown:
        fix += f". Conditions on {', '.join(unknown)} cannot be simulated here"
    return Check(NAME, "fail", f"{principal} may not {listed}", fix)


def principal_of(api: Api, arn: str) -> str:
    """ARN of the user or role behind an identity; empty where it is neither."""
    kind, _, name = arn.split(":", 5)[5].partition("/")
    if kind == "user":
        return arn
    if kind == "assumed-role":
        # A session's ARN leaves out the path of its role.
        role = api.call("iam", "get_role", RoleName=name.partition("/")[0])["Role"]
        return str(role["Arn"])
    return ""


def _names(build: Build, partition: str) -> dict[str, str]:
    return {
        "partition": partition,
        "region": build.region,
        "account": build.account,
        "platform": build.platform,
        "service": build.services[0] if build.services else "service",
    }


def _context(key: str, value: str) -> dict[str, Any]:
    return {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
