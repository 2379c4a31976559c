"""What Secrets Manager keeps opens the real Redis, what Terraform knew does not."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import time

import pytest

from platform_lab.cloud.redis import command
from platform_lab.hosts import cloud, run
from support.emulated_aws import REGION, EmulatedAws
from support.shell import ROOT

NAME = "cloudnative-test"
SECRET = f"{NAME}/cache"
# As Terraform's uuid() makes it.
FIRST = secrets.token_hex(18)
WITHIN = 120.0


@pytest.fixture(scope="module")
def address(aws: EmulatedAws) -> str:
    """Name of a cache, made as modules/cache makes it, and an empty secret."""
    aws.client("secretsmanager").create_secret(Name=SECRET)
    api = aws.client("elasticache")
    api.create_replication_group(
        ReplicationGroupId=NAME,
        ReplicationGroupDescription="test",
        NumCacheClusters=1,
        Engine="redis",
        EngineVersion="7.0",
        TransitEncryptionEnabled=True,
        AuthToken=FIRST,
    )
    api.get_waiter("replication_group_available").wait(
        ReplicationGroupId=NAME, WaiterConfig={"Delay": 1, "MaxAttempts": int(WITHIN)}
    )
    group = api.describe_replication_groups(ReplicationGroupId=NAME)["ReplicationGroups"][0]
    return str(group["NodeGroups"][0]["PrimaryEndpoint"]["Address"])


def start(aws: EmulatedAws) -> subprocess.Popen[str]:
    """Run the module, as talkative as Ansible can be."""
    arguments = {
        "replication_group_id": NAME,
        "secret": SECRET,
        "region": REGION,
        "endpoint_url": aws.url,
        "credentials_file": str(aws.credentials),
    }
    module = ["-m", "cloudnative.platform.cache_token", "-a", json.dumps(arguments)]
    return subprocess.Popen(
        ["ansible", "localhost", "-vvvv", *module],
        cwd=ROOT,
        env=aws.environment | {"ANSIBLE_NOCOLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finish(aws: EmulatedAws) -> str:
    """Run the module to its end; answers everything that Ansible printed."""
    process = start(aws)
    output = process.communicate(timeout=WITHIN)[0]
    assert process.returncode == 0, output
    return output


def kept(aws: EmulatedAws) -> dict[str, str]:
    """The secret's value."""
    text = aws.client("secretsmanager").get_secret_value(SecretId=SECRET)["SecretString"]
    document: dict[str, str] = json.loads(text)
    return document


def answer(aws: EmulatedAws, address: str, *words: str) -> bytes:
    """What Redis says to somebody who has just come, over verified TLS."""
    ip = aws.lab.within(lambda: run(cloud(), ["getent", "ahostsv4", address]).stdout.split()[0])
    trust = ssl.create_default_context(cafile=str(aws.authority))
    with (
        socket.create_connection((ip, 6379), timeout=5) as link,
        trust.wrap_socket(link, server_hostname=address) as safe,
    ):
        safe.sendall(command("AUTH", *words))
        return safe.recv(4096)


def test_a_run_that_is_killed_leaves_no_open_cache(aws: EmulatedAws, address: str) -> None:
    before = aws.last_request()
    process = start(aws)
    deadline = time.monotonic() + WITHIN
    while "elasticache ModifyReplicationGroup" not in aws.writes(before):
        assert time.monotonic() < deadline, process.poll()
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert answer(aws, address, "guessed").startswith(b"-WRONGPASS")
    assert "changed" in finish(aws)
    assert answer(aws, address, kept(aws)["password"]) == b"+OK\r\n"


def test_the_token_that_the_state_holds_opens_nothing(aws: EmulatedAws, address: str) -> None:
    assert answer(aws, address, FIRST).startswith(b"-WRONGPASS")
    value = kept(aws)
    assert answer(aws, address, value["username"], value["password"]) == b"+OK\r\n"


def test_nothing_of_it_is_printed_and_a_second_run_writes_nothing(
    aws: EmulatedAws, address: str
) -> None:
    aws.client("secretsmanager").delete_secret(SecretId=SECRET, ForceDeleteWithoutRecovery=True)
    aws.client("secretsmanager").create_secret(Name=SECRET)
    output = finish(aws)
    token = kept(aws)["password"]
    assert '"changed": true' in output
    assert token not in output
    assert answer(aws, address, token) == b"+OK\r\n"

    before = aws.last_request()
    assert '"changed": false' in finish(aws)
    assert aws.requests(before)
    assert aws.writes(before) == []
