"""What policies allow, by the rules of AWS's evaluation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from platform_lab.cloud import policies
from support.cloud import ACCOUNT, TRUST, Emulator

ALL_BUT = {"Effect": "Allow", "Resource": "*"}
HERE = {"aws:requestedregion": ["ap-northeast-2"], "aws:securetransport": ["true"]}


def policy(effect: str, action: Any, resource: Any = "*", **condition: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return {"Statement": [statement | ({"Condition": condition} if condition else {})]}


@pytest.mark.parametrize(
    ("documents", "decision"),
    [
        ([], "implicitDeny"),
        ([policy("Allow", "*")], "allowed"),
        ([policy("Allow", "ec2:create*")], "allowed"),
        ([policy("Allow", ["s3:*", "ec2:CreateVpc"])], "allowed"),
        ([policy("Allow", "ec2:CreateVp")], "implicitDeny"),
        ([policy("Allow", "ec2:CreateVp?")], "allowed"),
        ([policy("Allow", "ec2:*", "arn:aws:ec2:*:*:vpc/*")], "implicitDeny"),
        ([policy("Allow", "*"), policy("Deny", "ec2:*")], "explicitDeny"),
        ([{"Statement": {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}}], "allowed"),
        (
            [{"Statement": {"Effect": "Allow", "NotAction": "ec2:*", "Resource": "*"}}],
            "implicitDeny",
        ),
        ([policy("Allow", "*", StringEquals={"aws:RequestedRegion": "ap-northeast-2"})], "allowed"),
        ([policy("Allow", "*", StringEquals={"aws:RequestedRegion": "eu-*"})], "implicitDeny"),
        ([policy("Allow", "*", StringLike={"aws:RequestedRegion": "ap-*"})], "allowed"),
        ([policy("Allow", "*", StringEquals={"aws:PrincipalTag/a": "b"})], "implicitDeny"),
        ([policy("Allow", "*", StringEqualsIfExists={"aws:PrincipalTag/a": "b"})], "allowed"),
        ([policy("Allow", "*", StringNotEquals={"aws:PrincipalTag/a": "b"})], "allowed"),
        ([policy("Allow", "*", Null={"aws:PrincipalTag/a": "true"})], "allowed"),
        ([policy("Allow", "*", Null={"aws:RequestedRegion": "true"})], "implicitDeny"),
        ([policy("Allow", "*", Bool={"aws:SecureTransport": "true"})], "allowed"),
        ([policy("Allow", "*", Bool={"aws:SecureTransport": False})], "implicitDeny"),
        ([policy("Allow", "*", NumericLessThan={"aws:RequestedRegion": "5"})], "implicitDeny"),
    ],
)
def test_decisions(documents: list[dict[str, Any]], decision: str) -> None:
    assert policies.decide(documents, "ec2:CreateVpc", "*", HERE) == decision


def test_what_is_not_known_is_named() -> None:
    document = policy("Allow", "ec2:*", StringEquals={"aws:PrincipalTag/a": "b"})
    assert policies.missing([document], "ec2:CreateVpc", HERE) == {"aws:PrincipalTag/a"}
    assert policies.missing([document], "s3:PutObject", HERE) == set()


def test_iam_simulates_the_policies_of_a_role(emulator: Emulator) -> None:
    iam = emulator.client("iam")
    arn = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    iam.attach_role_policy(
        RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"
    )
    inline = policy("Deny", "ec2:DescribeVpcs") | {"Version": "2012-10-17"}
    iam.put_role_policy(RoleName="reader", PolicyName="no", PolicyDocument=json.dumps(inline))
    asked = ["ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:CreateVpc"]
    answer = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=asked)
    found = [one["EvalDecision"] for one in answer["EvaluationResults"]]
    assert found == ["allowed", "explicitDeny", "implicitDeny"]


def test_a_group_gives_its_rights_to_its_users(emulator: Emulator) -> None:
    iam = emulator.client("iam")
    iam.create_user(UserName="kim")
    iam.create_group(GroupName="all")
    document = json.dumps(policy("Allow", "s3:*") | {"Version": "2012-10-17"})
    iam.put_group_policy(GroupName="all", PolicyName="s3", PolicyDocument=document)
    iam.add_user_to_group(GroupName="all", UserName="kim")
    answer = iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/kim", ActionNames=["s3:PutObject"]
    )
    assert answer["EvaluationResults"][0]["EvalDecision"] == "allowed"


def test_nobody_cannot_be_simulated(emulator: Emulator) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        emulator.client("iam").simulate_principal_policy(
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:role/nobody", ActionNames=["s3:PutObject"]
        )
