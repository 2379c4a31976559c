"""The bucket of the state: made by a playbook, found again without its own state, locked."""

from __future__ import annotations

import getpass
import json
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from aws.provisioning import Provisioning
from support.emulated_aws import ACCOUNT, REGION
from support.shell import ROOT

BUCKET = f"cloudnative-terraform-{ACCOUNT}"
KEY = "small.tfstate"
CODE = """
terraform {
  backend "s3" {}
  required_providers { aws = { source = "hashicorp/aws" } }
}
provider "aws" {
  default_tags { tags = { platform = "small", managed-by = "terraform" } }
}
resource "aws_ecr_repository" "this" { name = "small" }
output "name" { value = aws_ecr_repository.this.name }
"""


@pytest.fixture(scope="module")
def bucket(provisioning: Provisioning) -> Any:
    """An S3 client; the bucket has been made by the playbook."""
    provisioning.run(playbook="bootstrap_state")
    return provisioning.aws.client("s3")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A root module whose state lies in the bucket."""
    (tmp_path / "main.tf").write_text(CODE)
    return tmp_path


def apply(provisioning: Provisioning, project: Path) -> dict[str, Any]:
    """Run the module; answers its result."""
    arguments = {
        "project_path": str(project),
        "work_path": str(provisioning.aws.lab.state / "small"),
        "backend": {
            "bucket": BUCKET,
            "key": KEY,
            "region": REGION,
            "encrypt": True,
            "kms_key_id": f"alias/{BUCKET}",
            "use_lockfile": True,
            "use_path_style": True,
        },
        "aws": {"region": REGION, "account_id": ACCOUNT, "platform": "small"},
        "lock_timeout": 1,
    }
    module = ["-m", "cloudnative.platform.terraform_apply", "-a", json.dumps(arguments)]
    done = subprocess.run(
        ["ansible", "localhost", "-c", "local", *module],
        cwd=ROOT,
        env=provisioning.aws.environment
        | {"ANSIBLE_LOAD_CALLBACK_PLUGINS": "1", "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json"},
        capture_output=True,
        text=True,
        check=False,
    )
    result: dict[str, Any] = json.loads(done.stdout)["plays"][0]["tasks"][0]["hosts"]["localhost"]
    return result


def lock(bucket: Any, who: str) -> None:
    """Lock the state as Terraform does."""
    info = {"ID": "1234", "Operation": "OperationTypeApply", "Who": who, "Version": "1.11.4"}
    content = json.dumps(info | {"Created": "2026-11-23T00:00:00Z", "Path": f"{BUCKET}/{KEY}"})
    bucket.put_object(Bucket=BUCKET, Key=f"{KEY}.tflock", Body=content.encode())


def test_the_bucket_is_versioned_encrypted_and_closed(bucket: Any) -> None:
    assert bucket.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    (rule,) = bucket.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"][
        "Rules"
    ]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    block = bucket.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert all(block.values())


def test_without_its_own_state_the_bucket_is_found_again(
    provisioning: Provisioning, bucket: Any
) -> None:
    shutil.rmtree(provisioning.work / "bootstrap")
    output = provisioning.run(playbook="bootstrap_state")
    assert "to adopt" in output
    assert "to replace" not in output
    assert [each["Name"] for each in bucket.list_buckets()["Buckets"]].count(BUCKET) == 1


def test_the_state_lies_in_the_bucket(
    provisioning: Provisioning, bucket: Any, project: Path
) -> None:
    assert apply(provisioning, project)["outputs"] == {"name": "small"}
    state = json.load(bucket.get_object(Bucket=BUCKET, Key=KEY)["Body"])
    assert state["resources"][0]["type"] == "aws_ecr_repository"
    assert apply(provisioning, project)["changed"] is False


def test_the_lock_of_somebody_else_is_named(
    provisioning: Provisioning, bucket: Any, project: Path
) -> None:
    lock(bucket, "ops@builder")
    result = apply(provisioning, project)
    assert "locked by ops@builder, running apply since 2026-11-23" in result["msg"]
    bucket.delete_object(Bucket=BUCKET, Key=f"{KEY}.tflock")


def test_the_lock_of_a_dead_run_of_ours_is_cleared(
    provisioning: Provisioning, bucket: Any, project: Path
) -> None:
    lock(bucket, f"{getpass.getuser()}@{socket.gethostname()}")
    assert apply(provisioning, project)["changed"] is False
    keys = [entry["Key"] for entry in bucket.list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert keys == [KEY]
