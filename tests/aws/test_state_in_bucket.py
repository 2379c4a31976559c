"""A state in S3: encrypted, every version kept, and locked by S3 for one run at a time."""

from __future__ import annotations

import getpass
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aws.provisioning import PLATFORM, Provisioning
from support.emulated_aws import ACCOUNT
from support.interrupter import kill_tree
from support.shell import ROOT

BUCKET = f"cloudnative-terraform-{ACCOUNT}"
KEY = f"{PLATFORM}.tfstate"
LOCK = f"{KEY}.tflock"
MORE = ["-e", json.dumps({"infrastructure_services": ["blog", "shop"]})]
IMPATIENT = ["-e", "infrastructure_lock_timeout=1"]
WITHIN = 120.0


@pytest.fixture(scope="module")
def staging(provisioning: Provisioning) -> Provisioning:
    """The command for an environment with its state in the bucket, which wants TLS."""
    provisioning.run(playbook="bootstrap_state")
    aws = provisioning.aws
    chosen = {
        "infrastructure_environment": "staging",
        "infrastructure_project_path": str(ROOT / "tests/aws/in_bucket"),
        "infrastructure_work_path": str(aws.lab.state / "staging"),
        "platform_aws_endpoint_url": aws.safe_url,
    }
    trust = {"AWS_CA_BUNDLE": str(aws.authority)}
    return replace(provisioning, arguments=("-e", json.dumps(chosen)), variables=trust)


@pytest.fixture(scope="module")
def applied(staging: Provisioning) -> Provisioning:
    """The environment is there."""
    staging.run()
    return staging


@pytest.fixture
def bucket(staging: Provisioning) -> Any:
    """An S3 client."""
    return staging.aws.client("s3")


def keys(bucket: Any) -> list[str]:
    return [entry["Key"] for entry in bucket.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.fixture
def held(applied: Provisioning, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that has the lock."""
    signal = tmp_path / "held"
    variables = {**applied.variables, "PLATFORM_TEST_HELD": str(signal)}
    process = replace(applied, variables=variables).start(*MORE)
    deadline = time.monotonic() + WITHIN
    while not signal.exists():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield process
    kill_tree(process.pid)
    process.communicate()


def test_the_state_lies_in_the_bucket_encrypted_and_in_versions(
    applied: Provisioning, bucket: Any
) -> None:
    assert keys(bucket) == [KEY]
    state = bucket.get_object(Bucket=BUCKET, Key=KEY)
    assert state["ServerSideEncryption"] == "aws:kms"
    assert BUCKET in state["SSEKMSKeyId"]
    assert json.load(state["Body"])["resources"][0]["name"] == "services"
    assert not list((applied.aws.lab.state / "staging").glob("*.tfstate"))

    before = bucket.list_object_versions(Bucket=BUCKET, Prefix=KEY)["Versions"]
    assert "changed=0" in applied.run()
    applied.run(*MORE)
    applied.run()
    after = bucket.list_object_versions(Bucket=BUCKET, Prefix=KEY)["Versions"]
    assert {each["VersionId"] for each in before} < {each["VersionId"] for each in after}
    assert state["VersionId"] in {each["VersionId"] for each in after}


def test_a_run_beside_is_told_who_has_the_lock_and_a_dead_ones_lock_is_removed(
    applied: Provisioning, bucket: Any, held: subprocess.Popen[str], tmp_path: Path
) -> None:
    # From another folder of the same machine: nothing but S3 is between the two.
    beside = ["-e", f"infrastructure_work_path={tmp_path / 'beside'}", *IMPATIENT]
    output = applied.run(*beside, status=2)
    assert f"locked by {getpass.getuser()}@{socket.gethostname()}, running apply since" in output

    kill_tree(held.pid)
    assert LOCK in keys(bucket)
    applied.run(*MORE, *IMPATIENT)
    assert keys(bucket) == [KEY]
    state = json.load(bucket.get_object(Bucket=BUCKET, Key=KEY)["Body"])
    assert state["resources"][0]["instances"][0]["attributes"]["input"]["value"] == ["blog", "shop"]


def test_the_lock_of_another_machine_is_named_and_stays(applied: Provisioning, bucket: Any) -> None:
    info = {"ID": "1", "Operation": "OperationTypeApply", "Who": "ops@builder", "Version": "1.11.4"}
    content = json.dumps(info | {"Created": "2026-11-23T00:00:00Z", "Path": f"{BUCKET}/{KEY}"})
    bucket.put_object(Bucket=BUCKET, Key=LOCK, Body=content.encode())
    output = applied.run(*IMPATIENT, status=2)
    assert "locked by ops@builder, running apply since 2026-11-23" in output
    assert LOCK in keys(bucket)
    bucket.delete_object(Bucket=BUCKET, Key=LOCK)
