"""Who is let in, and that nothing answered is ever forgotten."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError
from moto.core.base_backend import BackendDict

from platform_lab.cloud import gateway, snapshot
from support.cloud import ACCOUNT, TRUST, Emulator


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_the_user_platform_is_who_it_is(emulator: Emulator) -> None:
    identity = emulator.client("sts").get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/platform"


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("ec2", "describe_vpcs"),
        ("eks", "list_clusters"),
        ("sts", "get_caller_identity"),
        ("secretsmanager", "list_secrets"),
        ("s3", "list_buckets"),
    ],
)
def test_an_unknown_key_is_refused_in_each_protocol(
    emulator: Emulator, service: str, operation: str
) -> None:
    client = emulator.client(service, "AKIAAAAAAAAAAAAAAAAA", "guessed")
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)()
    assert code_of(caught) == "InvalidClientTokenId"


def test_a_wrong_secret_is_refused(emulator: Emulator) -> None:
    good = emulator.client("sts")
    key = good._request_signer._credentials.access_key
    with pytest.raises(ClientError) as caught:
        emulator.client("sts", key, "guessed").get_caller_identity()
    assert code_of(caught) == "SignatureDoesNotMatch"


def test_a_deactivated_key_is_refused(emulator: Emulator) -> None:
    iam = emulator.client("iam")
    iam.create_user(UserName="kim")
    made = iam.create_access_key(UserName="kim")["AccessKey"]
    kim = emulator.client("sts", made["AccessKeyId"], made["SecretAccessKey"])
    assert kim.get_caller_identity()["Arn"].endswith("user/kim")
    iam.update_access_key(UserName="kim", AccessKeyId=made["AccessKeyId"], Status="Inactive")
    with pytest.raises(ClientError) as caught:
        kim.get_caller_identity()
    assert code_of(caught) == "InvalidClientTokenId"


def test_a_session_needs_its_token(emulator: Emulator) -> None:
    role = emulator.client("iam").create_role(RoleName="dev", AssumeRolePolicyDocument=TRUST)
    keys = emulator.client("sts").assume_role(RoleArn=role["Role"]["Arn"], RoleSessionName="kim")[
        "Credentials"
    ]
    pair = keys["AccessKeyId"], keys["SecretAccessKey"]
    arn = emulator.client("sts", *pair, keys["SessionToken"]).get_caller_identity()["Arn"]
    assert arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/dev/kim"
    for token in ("", "another"):
        with pytest.raises(ClientError) as caught:
            emulator.client("sts", *pair, token).get_caller_identity()
        assert code_of(caught) == "InvalidClientTokenId"


@pytest.mark.parametrize("path", ["/moto-api/reset", "/moto-api/data.json"])
def test_the_controls_of_moto_are_out_of_reach(emulator: Emulator, path: str) -> None:
    assert httpx.post(emulator.url + path).status_code == 404


def test_an_operation_that_nobody_made_is_named(emulator: Emulator) -> None:
    with pytest.raises(ClientError, match="describe_capacity_blocks") as caught:
        emulator.client("ec2").describe_capacity_blocks()
    assert code_of(caught) == "InvalidAction"


def test_an_unsigned_request_is_refused(emulator: Emulator) -> None:
    url = f"{emulator.url}/?Action=DescribeVpcs&Version=2016-11-15"
    assert httpx.get(url).status_code == 403


def test_a_policy_of_aws_can_be_attached(emulator: Emulator) -> None:
    iam = emulator.client("iam")
    iam.create_role(RoleName="eks", AssumeRolePolicyDocument=TRUST)
    arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
    iam.attach_role_policy(RoleName="eks", PolicyArn=arn)
    attached = iam.list_attached_role_policies(RoleName="eks")["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [arn]
    with pytest.raises(ClientError):
        iam.attach_role_policy(RoleName="eks", PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy")


def test_what_was_answered_is_in_the_file(emulator: Emulator) -> None:
    """The file is read right after the answer: as if the process had been killed there."""
    emulator.client("s3").create_bucket(
        Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"}
    )
    emulator.client("s3").put_object(Bucket="kept", Key="a b/c+d", Body=b"content")
    vpc = emulator.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    default = default_vpc(emulator)
    secret = emulator.client("secretsmanager").create_secret(Name="x", SecretString="s3cret")
    key = emulator.client("kms").create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")
    emulator.client("ssm").put_parameter(Name="/a", Value="1", Type="String")
    content = (emulator.lab.settings.state / "state.pickle").read_bytes()
    BackendDict.reset()
    snapshot.restore(content)
    assert emulator.client("ec2").describe_vpcs(VpcIds=[vpc])["Vpcs"]
    assert default_vpc(emulator) == default
    value = emulator.client("secretsmanager").get_secret_value(SecretId=secret["ARN"])
    assert value["SecretString"] == "s3cret"
    described = emulator.client("kms").describe_key(KeyId=key["KeyMetadata"]["KeyId"])
    assert described["KeyMetadata"]["KeySpec"] == "RSA_2048"
    body = emulator.client("s3").get_object(Bucket="kept", Key="a b/c+d")["Body"].read()
    assert body == b"content"
    assert emulator.client("ssm").get_parameter(Name="/a")["Parameter"]["Value"] == "1"


def default_vpc(emulator: Emulator) -> Any:
    vpcs = emulator.client("ec2").describe_vpcs()["Vpcs"]
    return next(vpc["VpcId"] for vpc in vpcs if vpc["IsDefault"])


def test_reading_writes_nothing(emulator: Emulator) -> None:
    emulator.client("ec2").describe_vpcs()
    before, changes = emulator.keeper.changed(), len(emulator.changes)
    emulator.client("ec2").describe_vpcs()
    assert (emulator.keeper.changed(), len(emulator.changes)) == (before + 1, changes)
    emulator.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")
    assert emulator.changes[changes:] == ["ec2"]


@pytest.mark.parametrize(
    ("method", "operation", "reading"),
    [
        ("POST", "DescribeVpcs", True),
        ("POST", "GetSecretValue", True),
        ("POST", "CreateVpc", False),
        ("POST", "AssumeRole", False),
        ("GET", "", True),
        ("DELETE", "", False),
    ],
)
def test_reading_is_known_by_its_name(method: str, operation: str, reading: bool) -> None:
    assert gateway.is_reading(method, operation) is reading
