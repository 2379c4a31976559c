"""The checks of an account against an emulated one: what is wrong is named, nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kube.process import run_module
from support.emulated_aws import ACCOUNT, REGION, EmulatedAws

PLATFORM = "cloudnative-staging"
VPC = "10.40.0.0/16"


def look(aws: EmulatedAws, **other: Any) -> dict[str, Any]:
    """What the module says."""
    asked = {
        "region": REGION,
        "endpoint_url": aws.url,
        "credentials_file": str(aws.credentials),
        "account_id": ACCOUNT,
        "platform": PLATFORM,
        "vpc_cidr": VPC,
        "zones": 2,
        "kubernetes_version": "1.35",
        "services": ["blog"],
        "needs": {"on-demand vCPUs": 4, "spot vCPUs": 0},
    }
    return run_module("preflight_account", asked | other)


def found(result: dict[str, Any], name: str) -> dict[str, str]:
    """The one finding of a name."""
    [check] = [check for check in result["checks"] if check["name"] == name]
    return dict(check)


def test_an_empty_account_is_ready_and_nothing_is_written(aws: EmulatedAws) -> None:
    before = aws.last_request()
    result = look(aws)
    assert "failed" not in result, result.get("msg")
    assert {check["status"] for check in result["checks"]} == {"ok"}
    assert len(aws.requests(before)) > 20
    assert aws.writes(before) == []


@pytest.mark.parametrize(
    ("other", "name", "said"),
    [
        ({"account_id": "210987654321"}, "identity", "210987654321"),
        ({"kubernetes_version": "1.20"}, "Kubernetes", "EKS does not offer 1.20"),
        ({"zones": 9}, "zones", "asked for are 9"),
        ({"needs": {"on-demand vCPUs": 500}}, "quota on-demand vCPUs", "500 more needed"),
        ({"endpoint_url": "http://127.0.0.1:1"}, "identity", "http://127.0.0.1:1"),
    ],
)
def test_a_wrong_setting_is_named(
    aws: EmulatedAws, other: dict[str, Any], name: str, said: str
) -> None:
    result = look(aws, **other)
    assert result["failed"] is True
    check = found(result, name)
    assert check["status"] == "fail"
    assert said in check["message"]
    assert said in result["msg"]


@pytest.fixture
def stranger(aws: EmulatedAws) -> Iterator[None]:
    """Somebody else's things, under names and in ranges that the platform wants."""
    ec2, logs, iam = aws.client("ec2"), aws.client("logs"), aws.client("iam")
    secrets, ecr = aws.client("secretsmanager"), aws.client("ecr")
    group, role = f"/aws/eks/{PLATFORM}/cluster", f"{PLATFORM}-eks-cluster"
    vpc = ec2.create_vpc(CidrBlock="10.40.128.0/17")["Vpc"]["VpcId"]
    logs.create_log_group(logGroupName=group)
    iam.create_role(RoleName=role, AssumeRolePolicyDocument='{"Statement": []}')
    secrets.create_secret(Name=f"{PLATFORM}/blog", SecretString="x")
    secrets.delete_secret(SecretId=f"{PLATFORM}/blog", RecoveryWindowInDays=7)
    ecr.create_repository(repositoryName="blog", tags=[{"Key": "platform", "Value": "other"}])
    yield
    ec2.delete_vpc(VpcId=vpc)
    logs.delete_log_group(logGroupName=group)
    iam.delete_role(RoleName=role)
    secrets.restore_secret(SecretId=f"{PLATFORM}/blog")
    secrets.delete_secret(SecretId=f"{PLATFORM}/blog", ForceDeleteWithoutRecovery=True)
    ecr.delete_repository(repositoryName="blog")


@pytest.mark.usefixtures("stranger")
def test_what_is_in_the_way_is_named(aws: EmulatedAws) -> None:
    result = look(aws)
    taken = [check["message"] for check in result["checks"] if check["name"] == "names"]
    assert len(taken) == 4
    for what in (
        f"the log group /aws/eks/{PLATFORM}/cluster",
        f"the IAM role {PLATFORM}-eks-cluster",
        "the image repository blog",
        f"the secret {PLATFORM}/blog is deleted",
    ):
        assert any(message.startswith(what) for message in taken), taken
    assert found(result, "address ranges")["status"] == "warn"
    assert "10.40.128.0/17" in found(result, "address ranges")["message"]


def test_what_the_platform_has_is_neither_in_the_way_nor_needed_again(aws: EmulatedAws) -> None:
    ec2, tag = aws.client("ec2"), {"Key": "platform", "Value": PLATFORM}
    vpcs = []
    try:
        # The account's own one and these four are all that the quota allows.
        for number in range(4):
            tags = [{"ResourceType": "vpc", "Tags": [tag]}] if number == 0 else []
            made = ec2.create_vpc(CidrBlock=f"10.{40 + number}.0.0/16", TagSpecifications=tags)
            vpcs.append(made["Vpc"]["VpcId"])
        result = look(aws)
        assert found(result, "quota VPCs")["message"] == "5 of 5 in use, 0 more needed"
        assert found(result, "address ranges")["status"] == "ok"
        ec2.delete_tags(Resources=vpcs[:1], Tags=[tag])
        full = found(look(aws), "quota VPCs")
        assert (full["status"], full["message"]) == ("fail", "5 of 5 in use, 1 more needed")
        assert full["fix"] == "Ask for 6: Service Quotas, vpc, L-F678F1CE"
    finally:
        for vpc in vpcs:
            ec2.delete_vpc(VpcId=vpc)


def credentials_of(aws: EmulatedAws, user: str, folder: Path, policy: dict[str, Any]) -> Path:
    """A credentials file of a new user with one policy."""
    iam = aws.client("iam")
    iam.create_user(UserName=user)
    document = json.dumps({"Version": "2012-10-17", "Statement": policy})
    iam.put_user_policy(UserName=user, PolicyName="only", PolicyDocument=document)
    key = iam.create_access_key(UserName=user)["AccessKey"]
    file = folder / "credentials"
    file.write_text(
        f"[default]\naws_access_key_id = {key['AccessKeyId']}\n"
        f"aws_secret_access_key = {key['SecretAccessKey']}\n"
    )
    return file


@pytest.mark.parametrize(
    ("policy", "status", "missing"),
    [
        ({"NotAction": "none:*"}, "ok", []),
        ({"NotAction": ["kms:Create*", "iam:PassRole"]}, "fail", ["CreateKey", "PassRole"]),
        ({"Action": "ec2:*"}, "fail", ["CreateCluster", "CreateDBInstance", "CreateRole"]),
    ],
)
def test_actions_that_policies_do_not_allow_are_named(
    aws: EmulatedAws, tmp_path: Path, policy: dict[str, Any], status: str, missing: list[str]
) -> None:
    statement = {"Effect": "Allow", "Resource": "*"} | policy
    user = f"kim-{tmp_path.name}"[:60]
    file = credentials_of(aws, user, tmp_path, statement)
    check = found(look(aws, credentials_file=str(file)), "permissions")
    assert check["status"] == status
    assert f"user/{user}" in check["message"]
    assert [name for name in missing if name not in check["message"]] == []
    assert "ec2:" not in check["message"]
