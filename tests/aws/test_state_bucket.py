"""The bucket of the state: made by a playbook, found again without its own state."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from aws.provisioning import Provisioning
from support.emulated_aws import ACCOUNT

BUCKET = f"cloudnative-terraform-{ACCOUNT}"


@pytest.fixture(scope="module")
def bucket(provisioning: Provisioning) -> Any:
    """An S3 client; the bucket has been made by the playbook."""
    provisioning.run(playbook="bootstrap_state")
    return provisioning.aws.client("s3")


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
