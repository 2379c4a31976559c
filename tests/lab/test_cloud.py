"""The lab's AWS: clusters, databases, caches and images behind it are real, and stay."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import boto3
import pytest
from botocore.exceptions import ClientError

from support.cloud import CLUSTER, REGION, TRUST, token_of

pytestmark = pytest.mark.usefixtures("site")

STATE = Path(os.environ.get("PLATFORM_LAB_STATE") or "/var/lib/cloudnative-platform")
CA = STATE / "pki" / "ca.crt"
NAME = f"test-{secrets.token_hex(3)}"
TOKEN, NEW_TOKEN = secrets.token_hex(16), secrets.token_hex(16)
WITHIN = 60.0


def until(check: Callable[[], Any], seconds: float = WITHIN) -> Any:
    """The first true answer of ``check``; fails when time is up."""
    deadline = time.monotonic() + seconds
    while not (answer := check()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.2)
    return answer


def on_host(name: str, *argv: str) -> str:
    from platform_lab.hosts import cloud, node, run

    host = cloud() if name == "cloud" else node(1)
    return run(host, list(argv)).stdout


def address_of(name: str, host: str = "cloud") -> str:
    """What the lab's DNS server answers for a name."""
    return on_host(host, "getent", "ahostsv4", name).split()[0]


@pytest.fixture(scope="module")
def aws() -> Callable[..., Any]:
    """Makes clients of the lab's AWS, with the written key unless others are given."""
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(STATE / "lab" / "aws-credentials")

    def client(service: str, key: str | None = None, secret: str | None = None) -> Any:
        make: Any = boto3.client
        return make(
            service,
            endpoint_url=f"http://{address_of('cloud')}:4566",
            region_name=REGION,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
        )

    return client


@pytest.fixture
def lab_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets this process ask the lab's DNS server for AWS's names."""
    ask = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **more: Any) -> Any:
        known = address_of(host) if str(host).endswith(".amazonaws.com") else host
        return ask(known, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture(scope="module")
def database(aws: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """A database whose password AWS keeps."""
    rds = aws("rds")
    rds.create_db_instance(
        DBInstanceIdentifier=NAME,
        Engine="postgres",
        EngineVersion="15",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="keeper",
        ManageMasterUserPassword=True,
        DBName="books",
    )
    yield until(lambda: available(rds))
    rds.delete_db_instance(DBInstanceIdentifier=NAME, SkipFinalSnapshot=True)


def available(rds: Any) -> dict[str, Any] | None:
    found: dict[str, Any] = rds.describe_db_instances(DBInstanceIdentifier=NAME)["DBInstances"][0]
    assert found["DBInstanceStatus"] != "failed"
    return found if found["DBInstanceStatus"] == "available" else None


@pytest.fixture(scope="module")
def password(aws: Callable[..., Any], database: dict[str, Any]) -> str:
    arn = database["MasterUserSecret"]["SecretArn"]
    content = aws("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    return str(json.loads(content)["password"])


@pytest.fixture(scope="module")
def cache(aws: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """A Redis with one replica."""
    api = aws("elasticache")
    api.create_replication_group(
        ReplicationGroupId=NAME,
        ReplicationGroupDescription="test",
        NumCacheClusters=2,
        Engine="redis",
        EngineVersion="7.0",
        TransitEncryptionEnabled=True,
        AuthToken=TOKEN,
    )

    def ready() -> dict[str, Any] | None:
        found: dict[str, Any] = api.describe_replication_groups(ReplicationGroupId=NAME)[
            "ReplicationGroups"
        ][0]
        return found if found["Status"] == "available" else None

    yield until(ready)
    api.delete_replication_group(ReplicationGroupId=NAME)


def query(database: dict[str, Any], password: str, text: str, **more: Any) -> Any:
    """One answer of the database, over TLS that the lab's CA vouches for."""

    async def ask() -> Any:
        link = await asyncpg.connect(
            host=database["Endpoint"]["Address"],
            port=database["Endpoint"]["Port"],
            user="keeper",
            password=password,
            database="books",
            **({"ssl": ssl.create_default_context(cafile=str(CA))} | more),
        )
        try:
            return await link.fetchval(text)
        finally:
            await link.close()

    return asyncio.run(ask())


@pytest.mark.usefixtures("lab_names")
class TestDatabase:
    """RDS."""

    def test_the_master_user_connects_over_verified_tls(
        self, database: dict[str, Any], password: str
    ) -> None:
        text = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert query(database, password, text) == "TLSv1.3"
        assert query(database, password, "SHOW server_version").startswith(
            database["EngineVersion"]
        )
        assert query(database, password, "SELECT current_setting('is_superuser')") == "off"

    def test_a_wrong_password_is_refused(self, database: dict[str, Any]) -> None:
        with pytest.raises(asyncpg.InvalidPasswordError):
            query(database, "guessed", "SELECT 1")

    def test_a_connection_without_tls_is_refused(
        self, database: dict[str, Any], password: str
    ) -> None:
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError, match="no encryption"):
            query(database, password, "SELECT 1", ssl=False)

    def test_a_client_of_another_ca_refuses_the_server(
        self, database: dict[str, Any], password: str
    ) -> None:
        with pytest.raises(ssl.SSLCertVerificationError):
            query(database, password, "SELECT 1", ssl=ssl.create_default_context())

    def test_its_name_resolves_on_the_nodes(self, database: dict[str, Any]) -> None:
        name = database["Endpoint"]["Address"]
        assert address_of(name, "node1") == address_of(name)

    def test_a_new_password_takes_the_place_of_the_old_one(
        self, aws: Callable[..., Any], database: dict[str, Any], password: str
    ) -> None:
        rds, arn = aws("rds"), database["MasterUserSecret"]["SecretArn"]
        rds.modify_db_instance(
            DBInstanceIdentifier=NAME, RotateMasterUserPassword=True, ApplyImmediately=True
        )
        until(lambda: available(rds))
        content = aws("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        new = json.loads(content)["password"]
        assert query(database, new, "SELECT 1") == 1
        with pytest.raises(asyncpg.InvalidPasswordError):
            query(database, password, "SELECT 1")

    def test_a_change_that_needs_no_new_server_ends_too(self, aws: Callable[..., Any]) -> None:
        rds = aws("rds")
        rds.modify_db_instance(
            DBInstanceIdentifier=NAME, BackupRetentionPeriod=3, ApplyImmediately=True
        )
        assert until(lambda: available(rds))["BackupRetentionPeriod"] == 3

    def test_what_was_written_survives_a_kill_and_a_stop(self, aws: Callable[..., Any]) -> None:
        rds = aws("rds")
        database = available(rds)
        assert database
        arn = database["MasterUserSecret"]["SecretArn"]
        content = aws("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        word = json.loads(content)["password"]
        query(database, word, "CREATE TABLE kept AS SELECT 7 AS number")
        kill(f"rds-{NAME}")
        until(lambda: number(database, word) == 7)
        rds.stop_db_instance(DBInstanceIdentifier=NAME)
        until(lambda: status(rds) == "stopped")
        assert number(database, word) is None
        rds.start_db_instance(DBInstanceIdentifier=NAME)
        until(lambda: available(rds))
        assert number(database, word) == 7


def number(database: dict[str, Any], password: str) -> Any:
    """The kept number; None where the database does not answer."""
    try:
        return query(database, password, "SELECT number FROM kept")
    except (OSError, asyncpg.PostgresError):
        return None


def status(rds: Any) -> str:
    found = rds.describe_db_instances(DBInstanceIdentifier=NAME)["DBInstances"][0]
    return str(found["DBInstanceStatus"])


def kill(program: str) -> None:
    """Kill a program of the cloud host, by its own process id."""
    from platform_lab.hosts import cloud, pid
    from platform_lab.hosts.supervisor import Supervisor

    number = Supervisor(pid(cloud()))._call.getProcessInfo(program)["pid"]
    on_host("cloud", "kill", "-9", str(number))


class Redis:
    """A few commands over a socket, answers as bytes."""

    def __init__(self, name: str, tls: bool = True) -> None:
        from platform_lab.cloud.redis import command

        self._command = command
        self._link = socket.create_connection((address_of(name), 6379), timeout=5)
        if tls:
            context = ssl.create_default_context(cafile=str(CA))
            self._link = context.wrap_socket(self._link, server_hostname=name)

    def __call__(self, *words: str) -> bytes:
        self._link.sendall(self._command(*words))
        return self._link.recv(4096)


class TestCache:
    """ElastiCache."""

    def test_the_token_opens_it_over_verified_tls(self, cache: dict[str, Any]) -> None:
        redis = Redis(cache["NodeGroups"][0]["PrimaryEndpoint"]["Address"])
        assert redis("GET", "a").startswith(b"-NOAUTH")
        assert redis("AUTH", "guessed").startswith(b"-WRONGPASS")
        assert redis("AUTH", TOKEN) == b"+OK\r\n"
        assert redis("SET", "a", "1") == b"+OK\r\n"
        assert redis("GET", "a") == b"$1\r\n1\r\n"
        assert redis("CONFIG", "GET", "*").startswith(b"-ERR unknown command")

    def test_plain_text_is_not_answered(self, cache: dict[str, Any]) -> None:
        with pytest.raises(OSError, match=r"reset|timed out"):
            answer = Redis(cache["NodeGroups"][0]["PrimaryEndpoint"]["Address"], tls=False)("PING")
            raise ConnectionResetError("reset") if not answer else AssertionError(answer)

    def test_the_replica_has_what_the_primary_got(self, cache: dict[str, Any]) -> None:
        group = cache["NodeGroups"][0]
        primary = Redis(group["PrimaryEndpoint"]["Address"])
        reader = Redis(group["ReaderEndpoint"]["Address"])
        for link in (primary, reader):
            assert link("AUTH", TOKEN) == b"+OK\r\n"
        primary("SET", "b", "2")
        until(lambda: reader("GET", "b") == b"$1\r\n2\r\n")
        assert reader("SET", "b", "3").startswith(b"-READONLY")

    def test_members_are_cache_clusters(
        self, aws: Callable[..., Any], cache: dict[str, Any]
    ) -> None:
        for member in cache["MemberClusters"]:
            found = aws("elasticache").describe_cache_clusters(CacheClusterId=member)
            assert found["CacheClusters"][0]["CacheClusterStatus"] == "available"

    def test_tokens_change_without_a_restart(
        self, aws: Callable[..., Any], cache: dict[str, Any]
    ) -> None:
        address = cache["NodeGroups"][0]["PrimaryEndpoint"]["Address"]
        kept = Redis(address)
        assert kept("AUTH", TOKEN) == b"+OK\r\n"
        kept("SET", "c", "3")
        change_token(aws, NEW_TOKEN, "ROTATE")
        for token in (TOKEN, NEW_TOKEN):
            assert Redis(address)("AUTH", token) == b"+OK\r\n"
        change_token(aws, NEW_TOKEN, "SET")
        assert Redis(address)("AUTH", TOKEN).startswith(b"-WRONGPASS")
        assert Redis(address)("AUTH", NEW_TOKEN) == b"+OK\r\n"
        assert kept("GET", "c") == b"$1\r\n3\r\n"


def change_token(aws: Callable[..., Any], token: str, strategy: str) -> None:
    """Change the token of the cache, and wait until that is done."""
    api = aws("elasticache")
    api.modify_replication_group(
        ReplicationGroupId=NAME,
        AuthToken=token,
        AuthTokenUpdateStrategy=strategy,
        ApplyImmediately=True,
    )

    def done() -> bool:
        [group] = api.describe_replication_groups(ReplicationGroupId=NAME)["ReplicationGroups"]
        return bool(group["Status"] == "available")

    until(done)


def test_preflight_knows_every_action_that_terraform_needs() -> None:
    from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.account import (
        actions,
    )

    with urllib.request.urlopen(f"http://{address_of('cloud')}:4566/requests") as answer:
        requests = json.load(answer)["requests"]
    asked = {
        f"{request['service']}:{request['operation']}"
        for request in requests
        if request["agent"] == "terraform"
    }
    assert "ec2:DescribeVpcs" in asked
    # Everybody may ask who it is.
    known = {action for group in actions.GROUPS for action in group.actions}
    assert asked - known - {"sts:GetCallerIdentity"} == set()


def ask_cluster(cluster: dict[str, Any], token: str, path: str, body: Any = None) -> Any:
    """Status and content of a call to the API server with a bearer token."""
    import base64

    ca = base64.b64decode(cluster["certificateAuthority"]["data"]).decode()
    request = urllib.request.Request(  # noqa: S310 (the lab's API server)
        cluster["endpoint"] + path,
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    context = ssl.create_default_context(cadata=ca)
    try:
        with urllib.request.urlopen(request, context=context, timeout=10) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
WHO_BODY = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}


class TestCluster:
    """EKS: the API server believes the emulator's tokens, and only them."""

    @pytest.fixture
    def cluster(self, aws: Callable[..., Any]) -> dict[str, Any]:
        found: dict[str, Any] = aws("eks").describe_cluster(name=CLUSTER)["cluster"]
        assert found["status"] == "ACTIVE"
        return found

    def test_the_platforms_key_is_administrator(
        self, aws: Callable[..., Any], cluster: dict[str, Any]
    ) -> None:
        code, review = ask_cluster(cluster, token_of(aws("sts")), WHO, WHO_BODY)
        assert code == 201
        user = review["status"]["userInfo"]
        assert user["username"].endswith(":user/platform")
        assert "system:masters" in user["groups"]

    def test_bad_tokens_are_refused(self, aws: Callable[..., Any], cluster: dict[str, Any]) -> None:
        good = token_of(aws("sts"))
        bad = {
            "of another cluster": token_of(aws("sts"), "another"),
            "of an unknown key": token_of(aws("sts", "AKIAAAAAAAAAAAAAAAAA", "guessed")),
            "cut short": good[:-8],
            "nothing of ours": "abc",
        }
        codes = {why: ask_cluster(cluster, token, WHO, WHO_BODY)[0] for why, token in bad.items()}
        assert codes == dict.fromkeys(bad, 401)

    def test_an_access_entry_gives_what_its_policy_says(
        self, aws: Callable[..., Any], cluster: dict[str, Any]
    ) -> None:
        iam, eks = aws("iam"), aws("eks")
        iam.create_user(UserName=NAME)
        key = iam.create_access_key(UserName=NAME)["AccessKey"]
        arn = iam.get_user(UserName=NAME)["User"]["Arn"]
        names = {"clusterName": CLUSTER, "principalArn": arn}

        def call(path: str) -> int:
            client = aws("sts", key["AccessKeyId"], key["SecretAccessKey"])
            return int(ask_cluster(cluster, token_of(client), path)[0])

        pods = "/api/v1/namespaces/default/pods"
        try:
            assert call(pods) == 401
            eks.create_access_entry(**names)
            # The API server remembers its answer to a token, and a token is new each second.
            until(lambda: call(pods) == 403)
            eks.associate_access_policy(
                **names,
                policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
                accessScope={"type": "namespace", "namespaces": ["default"]},
            )
            until(lambda: call(pods) == 200)
            assert call("/api/v1/namespaces/kube-system/pods") == 403
            assert call("/api/v1/namespaces/default/secrets") == 403
        finally:
            eks.delete_access_entry(**names)
            iam.delete_access_key(UserName=NAME, AccessKeyId=key["AccessKeyId"])
            iam.delete_user(UserName=NAME)


def test_images_of_a_repository_are_those_of_the_registry(aws: Callable[..., Any]) -> None:
    registry = f"http://{address_of('cloud')}:5000/v2"
    with urllib.request.urlopen(f"{registry}/_catalog?n=1") as answer:  # noqa: S310
        [name] = json.load(answer)["repositories"]
    with urllib.request.urlopen(f"{registry}/{name}/tags/list") as answer:  # noqa: S310
        tags = json.load(answer)["tags"]
    ecr = aws("ecr")
    try:
        ecr.create_repository(repositoryName=name)
        made = True
    except ClientError as error:
        assert error.response["Error"]["Code"] == "RepositoryAlreadyExistsException"
        made = False
    try:
        images = ecr.describe_images(repositoryName=name)["imageDetails"]
        assert sorted(tag for image in images for tag in image["imageTags"]) == sorted(tags)
    finally:
        if made:
            ecr.delete_repository(repositoryName=name, force=True)


def test_everything_is_still_there_after_the_emulator_was_killed(
    aws: Callable[..., Any], database: dict[str, Any], cache: dict[str, Any]
) -> None:
    secret = aws("secretsmanager").create_secret(Name=NAME, SecretString=TOKEN)["ARN"]
    vpc = aws("ec2").create_vpc(CidrBlock="10.99.0.0/16")["Vpc"]["VpcId"]
    role = aws("iam").create_role(RoleName=NAME, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]

    def everything() -> dict[str, Any]:
        cluster = aws("eks").describe_cluster(name=CLUSTER)["cluster"]
        content = aws("secretsmanager").get_secret_value(SecretId=secret)
        return {
            "cluster": (cluster["arn"], cluster["createdAt"], cluster["status"]),
            "entries": aws("eks").list_access_entries(clusterName=CLUSTER)["accessEntries"],
            "vpcs": sorted(item["VpcId"] for item in aws("ec2").describe_vpcs()["Vpcs"]),
            "database": aws("rds").describe_db_instances(DBInstanceIdentifier=NAME)["DBInstances"][
                0
            ]["DbiResourceId"],
            "cache": aws("elasticache").describe_replication_groups(ReplicationGroupId=NAME)[
                "ReplicationGroups"
            ][0]["ARN"],
            "secret": (content["SecretString"], content["VersionId"]),
            "role": aws("iam").get_role(RoleName=NAME)["Role"]["RoleId"],
            "names": [
                address_of(database["Endpoint"]["Address"]),
                address_of(cache["NodeGroups"][0]["PrimaryEndpoint"]["Address"]),
            ],
        }

    try:
        before = everything()
        assert vpc in before["vpcs"]
        kill("aws")
        until(serves)
        assert everything() == before
        assert aws("iam").get_role(RoleName=NAME)["Role"]["Arn"] == role
    finally:
        aws("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)
        aws("ec2").delete_vpc(VpcId=vpc)
        aws("iam").delete_role(RoleName=NAME)


def serves() -> bool:
    try:
        with urllib.request.urlopen(f"http://{address_of('cloud')}:4566/health"):
            return True
    except OSError:
        return False


def test_a_silent_client_does_not_hold_up_the_token_server(aws: Callable[..., Any]) -> None:
    with socket.create_connection((address_of("cloud"), 4567)):
        context = ssl.create_default_context(cafile=str(CA))
        url = f"https://{address_of('cloud')}:4567/authenticate"
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(url, timeout=5, context=context)
        assert caught.value.code == 404


def test_a_second_start_changes_nothing() -> None:
    command = [sys.executable, "-m", "platform_lab", "cloud", "up"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["changed"] is False


def test_a_removed_database_leaves_nothing(aws: Callable[..., Any]) -> None:
    rds, name = aws("rds"), f"{NAME}-gone"
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword=TOKEN,
    )
    found = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    host, identity = found["Endpoint"]["Address"], found["DbiResourceId"]
    address = until(lambda: resolved(host))
    assert identity in on_host("cloud", "ls", "/srv/rds")
    rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
    until(lambda: resolved(host) is None)
    assert identity not in on_host("cloud", "ls", "/srv/rds")
    assert f"{address}/32" not in on_host("cloud", "ip", "-brief", "addr", "show", "cnp0")


def resolved(name: str) -> str | None:
    try:
        return address_of(name)
    except subprocess.CalledProcessError:
        return None
