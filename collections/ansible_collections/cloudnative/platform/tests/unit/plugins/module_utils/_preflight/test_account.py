# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import (
    Refused,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.account import (
    actions,
    permissions,
    quotas,
    region,
    run,
    versions,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.account.model import (
    Build,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.account.usage import (
    Usage,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.model import Check

END = datetime.datetime(2027, 3, 27, tzinfo=datetime.UTC)
OFFERED: list[dict[str, Any]] = [{"clusterVersion": "1.35", "endOfStandardSupportDate": END}]


@pytest.mark.parametrize(
    ("version", "today", "status"),
    [
        ("1.35", datetime.date(2026, 11, 23), "ok"),
        ("1.35", datetime.date(2027, 1, 1), "warn"),
        ("1.35", datetime.date(2027, 3, 27), "warn"),
        ("1.35", datetime.date(2027, 3, 28), "fail"),
        ("1.20", datetime.date(2026, 11, 23), "fail"),
    ],
)
def test_a_version_is_judged_by_its_end(version: str, today: datetime.date, status: str) -> None:
    assert versions.judge(OFFERED, version, today, 90).status == status


@pytest.mark.parametrize(
    ("needed", "limit", "used", "status"),
    [
        (1, 5, Usage(4, 0), "ok"),
        (1, 5, Usage(5, 0), "fail"),
        (1, 5, Usage(5, 1), "ok"),
        (3, 5, Usage(4, 2), "ok"),
        (4, 5, Usage(4, 2), "fail"),
        (0, 5, Usage(5, 0), "ok"),
    ],
)
def test_a_quota_has_room_or_not(needed: int, limit: int, used: Usage, status: str) -> None:
    quota = quotas.QUOTAS["VPCs"]
    assert quotas.judge("VPCs", quota, needed, limit, used).status == status


def refusal(action: str, *missing: str) -> dict[str, Any]:
    return {
        "EvalActionName": action,
        "EvalDecision": "implicitDeny",
        "MissingContextValues": list(missing),
    }


def test_refused_actions_are_listed_by_service() -> None:
    allowed = {"EvalActionName": "s3:PutObject", "EvalDecision": "allowed"}
    results = [refusal("ec2:CreateVpc"), allowed, refusal("iam:PassRole"), refusal("ec2:DeleteVpc")]
    check = permissions.judge("me", results)
    assert (check.status, check.message) == (
        "fail",
        "me may not ec2: CreateVpc, DeleteVpc; iam: PassRole",
    )
    assert permissions.judge("me", [allowed]).status == "ok"


def test_conditions_that_cannot_be_simulated_are_named() -> None:
    check = permissions.judge("me", [refusal("ec2:CreateVpc", "aws:MultiFactorAuthPresent")])
    assert "aws:MultiFactorAuthPresent" in check.fix


@pytest.mark.parametrize(
    ("arn", "principal"),
    [
        ("arn:aws:iam::123456789012:user/team/kim", "arn:aws:iam::123456789012:user/team/kim"),
        ("arn:aws:iam::123456789012:root", ""),
        ("arn:aws:sts::123456789012:federated-user/kim", ""),
        ("arn:aws:sts::123456789012:assumed-role/dev/kim", "arn:aws:iam::123456789012:role/x/dev"),
    ],
)
def test_the_principal_behind_an_identity(arn: str, principal: str) -> None:
    class Api:
        def call(self, service: str, operation: str, **arguments: str) -> dict[str, Any]:
            assert (service, operation, arguments) == ("iam", "get_role", {"RoleName": "dev"})
            return {"Role": {"Arn": "arn:aws:iam::123456789012:role/x/dev"}}

    asked: Any = Api()
    assert permissions.principal_of(asked, arn) == principal


BUILD = Build(
    platform="shop",
    account="123456789012",
    region="ap-east-1",
    vpc_cidr="10.0.0.0/16",
    zones=2,
    kubernetes_version="1.35",
    services=(),
    state_bucket="",
    needs={},
    warn_days=90,
)


@pytest.mark.parametrize(
    ("regions", "zones", "statuses"),
    [
        ({"ap-east-1": "opted-in"}, 3, ["ok", "ok"]),
        ({"ap-east-1": "opt-in-not-required"}, 1, ["ok", "fail"]),
        ({"ap-east-1": "not-opted-in"}, 3, ["fail"]),
        ({"eu-west-1": "opt-in-not-required"}, 3, ["fail"]),
    ],
)
def test_a_region_is_open_with_zones_enough(
    regions: dict[str, str], zones: int, statuses: list[str]
) -> None:
    class Api:
        def call(self, service: str, operation: str, **_: Any) -> dict[str, Any]:
            known = [{"RegionName": name, "OptInStatus": how} for name, how in regions.items()]
            names = [{"ZoneName": f"ap-east-1{letter}"} for letter in "abc"[:zones]]
            return {"Regions": known, "AvailabilityZones": names}

    asked: Any = Api()
    assert [check.status for check in region.check_region(asked, BUILD)] == statuses


def test_every_action_is_named_once_for_a_resource() -> None:
    named = [
        (group.resource, *sorted(group.context), action)
        for group in actions.GROUPS
        for action in group.actions
    ]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("error", "status"),
    [(Refused("may not look", "AccessDenied"), "warn"), (AwsError("no answer"), "fail")],
)
def test_what_cannot_be_looked_at_is_a_warning(error: AwsError, status: str) -> None:
    def look() -> Iterator[Check]:
        yield Check("region", "ok", "seen before")
        raise error

    assert [check.status for check in run._seen("region", look())] == ["ok", status]
