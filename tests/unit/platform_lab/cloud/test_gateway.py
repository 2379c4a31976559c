"""Who is let in, and that nothing answered is ever forgotten."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError
from moto.core.base_backend import BackendDict

from platform_lab.cloud import protocol, snapshot
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
    assert protocol.is_reading(method, operation) is reading


@pytest.mark.parametrize(
    ("method", "operation", "writes"),
    [
        ("POST", "CreateVpc", True),
        ("POST", "AssumeRole", False),
        ("POST", "GenerateDataKey", False),
        ("POST", "DescribeVpcs", False),
        ("PUT", "", True),
        ("GET", "", False),
    ],
)
def test_a_write_is_what_changes_a_resource(method: str, operation: str, writes: bool) -> None:
    assert protocol.changes_resources(method, operation) is writes


def requests(emulator: Emulator, after: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.get(f"{emulator.url}/requests?after={after}").json()[
        "requests"
    ]
    return found


def test_requests_are_counted_and_named(emulator: Emulator) -> None:
    emulator.client("ec2").describe_vpcs()
    last = httpx.get(f"{emulator.url}/health").json()["requests"]
    emulator.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    with pytest.raises(ClientError):
        emulator.client("eks").delete_cluster(name="nobody")
    emulator.client("eks").list_clusters()
    found = [
        (one["service"], one["operation"], one["writes"], one["status"])
        for one in requests(emulator, last)
    ]
    assert found == [
        ("ec2", "CreateVpc", True, 200),
        ("eks", "DeleteCluster", True, 404),
        ("eks", "ListClusters", False, 200),
    ]


def with_invocation(client: Any, identity: str) -> Any:
    """The client, sending all its requests as tries of one."""

    def same(request: Any, **_: Any) -> None:
        request.headers["amz-sdk-invocation-id"] = identity

    client.meta.events.register_last("before-send.*", same)
    return client


def test_a_request_that_is_sent_again_is_done_once(emulator: Emulator) -> None:
    iam = with_invocation(emulator.client("iam"), "one-and-the-same")
    asked = {"RoleName": "dev", "AssumeRolePolicyDocument": TRUST}
    first, second = iam.create_role(**asked)["Role"], iam.create_role(**asked)["Role"]
    assert first["RoleId"] == second["RoleId"]
    assert [one["repeated"] for one in requests(emulator)] == [False, True]
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        emulator.client("iam").create_role(**asked)


def test_the_same_invocation_with_another_content_is_another_request(emulator: Emulator) -> None:
    iam = with_invocation(emulator.client("iam"), "one-and-the-same")
    iam.create_role(RoleName="dev", AssumeRolePolicyDocument=TRUST)
    made = iam.create_role(RoleName="ops", AssumeRolePolicyDocument=TRUST)
    assert made["Role"]["RoleName"] == "ops"


def test_nobody_gets_the_answer_to_somebody_elses_request(emulator: Emulator) -> None:
    iam = emulator.client("iam")
    iam.create_user(UserName="kim")
    key = iam.create_access_key(UserName="kim")["AccessKey"]
    kim = emulator.client("iam", key["AccessKeyId"], key["SecretAccessKey"])
    asked = {"RoleName": "dev", "AssumeRolePolicyDocument": TRUST}
    with_invocation(iam, "one-and-the-same").create_role(**asked)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        with_invocation(kim, "one-and-the-same").create_role(**asked)


def test_a_refused_request_is_tried_again(emulator: Emulator) -> None:
    iam = with_invocation(emulator.client("iam"), "one-and-the-same")
    asked = {"RoleName": "dev", "PolicyName": "x", "PolicyDocument": TRUST}
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.put_role_policy(**asked)
    emulator.client("iam").create_role(RoleName="dev", AssumeRolePolicyDocument=TRUST)
    with pytest.raises(ClientError, match="MalformedPolicyDocument"):
        # It is looked at again: a trust policy names a principal, which this one may not.
        iam.put_role_policy(**asked)


def test_a_certificate_is_kept(emulator: Emulator) -> None:
    made = emulator.client("acm").request_certificate(DomainName="lab.example.com")
    content = (emulator.lab.settings.state / "state.pickle").read_bytes()
    BackendDict.reset()
    snapshot.restore(content)
    found = emulator.client("acm").describe_certificate(CertificateArn=made["CertificateArn"])
    assert found["Certificate"]["DomainName"] == "lab.example.com"


def test_a_list_that_is_read_in_parts_holds_up_no_write(emulator: Emulator) -> None:
    ec2 = emulator.client("ec2")
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "platform", "Value": "x"}]}]
    for number in range(2):
        ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16", TagSpecifications=tags)
    tagging = emulator.client("resourcegroupstaggingapi")
    first = tagging.get_resources(ResourcesPerPage=1, TagFilters=[{"Key": "platform"}])
    assert first["PaginationToken"]
    assert ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]


def test_an_object_that_must_not_exist_is_written_once(emulator: Emulator) -> None:
    """What Terraform's lock file stands upon."""
    s3 = emulator.client("s3")
    place = {"LocationConstraint": "ap-northeast-2"}
    s3.create_bucket(Bucket="state", CreateBucketConfiguration=place)
    s3.put_object(Bucket="state", Key="lock", Body=b"first", IfNoneMatch="*")
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket="state", Key="lock", Body=b"second", IfNoneMatch="*")
    assert code_of(caught) == "PreconditionFailed"
    assert s3.get_object(Bucket="state", Key="lock")["Body"].read() == b"first"


def test_versions_of_a_secret_say_when_they_were_made(emulator: Emulator) -> None:
    secrets = emulator.client("secretsmanager")
    with pytest.raises(ClientError, match="ResourceNotFound"):
        secrets.list_secret_version_ids(SecretId="nothing")
    made = secrets.create_secret(Name="x", SecretString="1")
    listed = secrets.list_secret_version_ids(SecretId="x")
    assert listed["ARN"] == made["ARN"]
    assert [one["VersionStages"] for one in listed["Versions"]] == [["AWSCURRENT"]]


def test_quotas_of_every_service_that_is_used(emulator: Emulator) -> None:
    quotas = emulator.client("service-quotas")
    found = quotas.get_service_quota(ServiceCode="ec2", QuotaCode="L-0263D0A3")["Quota"]
    assert (found["QuotaName"], found["Value"]) == ("EC2-VPC Elastic IPs", 5.0)
    with pytest.raises(ClientError, match="NoSuchResource"):
        quotas.get_service_quota(ServiceCode="ec2", QuotaCode="L-00000000")
