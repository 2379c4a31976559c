# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Things of a platform are found and deleted in rounds (AWS here: moto); others' stay."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers import controllers
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import (
    Api,
    Refused,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.find import look
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.kinds import (
    BY_TYPE,
    KINDS,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.model import (
    Leftover,
    Scope,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.sweep import (
    Patience,
    everything,
    sweep,
)

STATEMENT = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})


def pairs(platform: str, **more: str) -> list[dict[str, str]]:
    tags = {"platform": platform, **more}
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def specification(kind: str, platform: str, **more: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": pairs(platform, **more)}]


def network(api: Api, platform: str) -> str:
    """A VPC with a subnet, a gateway and two security groups that name each other."""
    ec2 = api.client("ec2")
    vpc: str = ec2.create_vpc(
        CidrBlock="10.0.0.0/16", TagSpecifications=specification("vpc", platform)
    )["Vpc"]["VpcId"]
    ec2.create_subnet(
        VpcId=vpc, CidrBlock="10.0.0.0/24", TagSpecifications=specification("subnet", platform)
    )
    gateway = ec2.create_internet_gateway(
        TagSpecifications=specification("internet-gateway", platform)
    )["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    # Without tags: what lies in our VPC is ours.
    groups = [
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("one", "two")
    ]
    for group, peer in (groups, reversed(groups)):
        ec2.authorize_security_group_ingress(
            GroupId=group,
            IpPermissions=[{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": peer}]}],
        )
    return vpc


def estate(api: Api, platform: str) -> None:
    """Things of many services, as a killed run leaves them."""
    network(api, platform)
    iam, kms = api.client("iam"), api.client("kms")
    iam.create_role(
        RoleName=f"{platform}-node", AssumeRolePolicyDocument=POLICY, Tags=pairs(platform)
    )
    iam.put_role_policy(RoleName=f"{platform}-node", PolicyName="p", PolicyDocument=POLICY)
    policy = iam.create_policy(
        PolicyName=f"{platform}-node", PolicyDocument=POLICY, Tags=pairs(platform)
    )["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=f"{platform}-node", PolicyArn=policy)
    key = kms.create_key(Tags=[{"TagKey": "platform", "TagValue": platform}])["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{platform}", TargetKeyId=key["KeyId"])
    api.client("ecr").create_repository(repositoryName=f"{platform}-blog", tags=pairs(platform))
    api.client("logs").create_log_group(logGroupName=f"/aws/eks/{platform}/cluster")
    api.client("secretsmanager").create_secret(Name=f"{platform}/database", SecretString="{}")
    api.client("ec2").create_volume(
        AvailabilityZone="ap-northeast-2a",
        Size=1,
        TagSpecifications=specification(
            "volume", platform, **{f"kubernetes.io/cluster/{platform}": "owned"}
        ),
    )


def patience(**more: float) -> Patience:
    return Patience(**{"timeout": 60.0, **more}, sleep=lambda seconds: None)  # type: ignore[arg-type]


def states(api: Api, scope: Scope) -> dict[str, str]:
    return {leftover.type: leftover.state for leftover in look(api, scope).found}


def test_everything_of_the_platform_goes_and_nothing_of_another(api: Api, scope: Scope) -> None:
    other = Scope("shop-staging", "shop-staging")
    for platform in (scope.platform, other.platform):
        estate(api, platform)
    there = look(api, other).found
    assert len(look(api, scope).found) == len(there) == 13

    swept = sweep(api, scope, everything, patience())

    assert (swept.remaining, swept.blind, swept.refusals) == ([], [], {})
    assert states(api, scope) == {
        "aws_kms_key": "scheduled",
        "aws_secretsmanager_secret": "scheduled",
    }
    assert look(api, other).found == there
    assert sweep(api, scope, everything, patience()).deleted == []


def test_secrets_go_at_once_where_that_is_asked_for(api: Api, scope: Scope) -> None:
    estate(api, scope.platform)
    api.recovery_days = 0
    sweep(api, scope, everything, patience())
    assert states(api, scope) == {"aws_kms_key": "scheduled"}


def test_before_the_cluster_only_controllers_things_go(api: Api, scope: Scope) -> None:
    estate(api, scope.platform)
    before = set(states(api, scope))
    swept = sweep(api, scope, controllers.made_by_controllers, patience())
    assert [leftover.type for leftover in swept.deleted] == ["aws_ebs_volume"]
    assert set(states(api, scope)) == before - {"aws_ebs_volume"}


def test_a_database_goes_with_a_last_snapshot_that_is_named(api: Api, scope: Scope) -> None:
    rds = api.client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier="shop",
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword="long-enough",
        CopyTagsToSnapshot=True,
        Tags=pairs(scope.platform),
    )
    swept = sweep(api, scope, everything, patience())
    [(source, backup)] = swept.backups
    assert (source.type, source.id) == ("aws_db_instance", "shop")
    [snapshot] = rds.describe_db_snapshots()["DBSnapshots"]
    assert snapshot["DBSnapshotIdentifier"] == backup
    assert states(api, scope) == {"aws_db_snapshot": "kept"}


def test_a_cache_is_deleted_with_a_last_snapshot(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr(api, "call", lambda *words, **more: asked.update(more))
    cache = Leftover("aws_elasticache_replication_group", "shop", "shop", "", "present", {})
    backup = BY_TYPE[cache.type].delete(api, cache)
    assert backup
    assert asked == {"ReplicationGroupId": "shop", "FinalSnapshotIdentifier": backup}


def test_nothing_is_deleted_in_the_time_of_grace(api: Api, scope: Scope) -> None:
    network(api, scope.platform)
    now = iter(range(100))
    waiting = Patience(10.0, 8.0, clock=lambda: next(now), sleep=lambda seconds: None)
    swept = sweep(api, scope, everything, waiting)
    assert swept.deleted == []
    assert {leftover.type for leftover in swept.remaining} >= {"aws_vpc", "aws_subnet"}


def test_what_cannot_be_deleted_is_named_with_the_reason(api: Api, scope: Scope) -> None:
    name = "shop-logs"
    s3 = api.client("s3")
    s3.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"}
    )
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": pairs(scope.platform)})
    s3.put_object(Bucket=name, Key="k", Body=b"")
    ticks = iter(range(100))
    swept = sweep(api, scope, everything, Patience(0, 3, lambda: next(ticks), lambda seconds: None))
    [left] = swept.remaining
    assert "BucketNotEmpty" in swept.told(left)


def test_a_service_that_refuses_is_told_and_hides_nothing(
    api: Api, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    network(api, scope.platform)
    ask = api.pages

    def pages(service: str, operation: str, field: str, **more: Any) -> list[dict[str, Any]]:
        if service == "ecr":
            raise Refused("AWS refuses ecr:DescribeRepositories", "AccessDenied")
        return ask(service, operation, field, **more)

    monkeypatch.setattr(api, "pages", pages)
    survey = look(api, scope)
    assert len(survey.blind) == 1
    assert survey.blind[0].startswith("cannot look for aws_ecr_repository: AWS refuses")
    assert "aws_vpc" in {leftover.type for leftover in survey.found}


def test_things_of_unknown_kinds_are_found_by_the_tag(api: Api, scope: Scope) -> None:
    api.client("sqs").create_queue(QueueName="shop-events", tags={"platform": "shop"})
    [found] = look(api, scope).found
    assert found.type == "sqs:shop-events"


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("InvalidVpcID.NotFound", True),
        ("NoSuchEntity", True),
        ("WAFNonexistentItemException", True),
        ("DependencyViolation", False),
        ("AccessDenied", False),
    ],
)
def test_how_services_say_that_there_is_no_such_thing(code: str, absent: bool) -> None:
    assert Refused("", code).is_absent is absent


def test_a_rule_that_is_gone_does_not_keep_its_group(
    api: Api, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    network(api, scope.platform)
    ask = api.call

    def call(service: str, operation: str, **more: Any) -> dict[str, Any]:
        answer = ask(service, operation, **more)
        if operation == "revoke_security_group_ingress":
            raise Refused("AWS refuses ec2:RevokeIngress", "InvalidPermission.NotFound")
        return answer

    monkeypatch.setattr(api, "call", call)
    swept = sweep(api, scope, everything, patience())
    assert "aws_security_group" in {leftover.type for leftover in swept.deleted}
    assert (swept.remaining, swept.refusals) == ([], {})


def test_a_log_group_that_aws_makes_again_is_found_by_its_name(api: Api, scope: Scope) -> None:
    logs, name = api.client("logs"), f"/aws/eks/{scope.cluster}/cluster"
    logs.create_log_group(logGroupName=name, tags={"platform": scope.platform})
    assert sweep(api, scope, everything, patience()).remaining == []
    # As EKS does it: without the tags that it had.
    for other in (name, "/aws/eks/shop-staging/cluster"):
        logs.create_log_group(logGroupName=other)
    [found] = look(api, scope).found
    assert (found.id, found.tags) == (name, {})
    sweep(api, scope, everything, patience())
    [kept] = logs.describe_log_groups()["logGroups"]
    assert kept["logGroupName"] == "/aws/eks/shop-staging/cluster"


def test_kinds_are_listed_once() -> None:
    types = [kind.type for kind in KINDS]
    assert len(types) == len(set(types)) > 35
