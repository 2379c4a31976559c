# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.advice import (
    advice,
    state_is_missing,
)


@pytest.mark.parametrize(
    ("said", "helps"),
    [
        ("api error ExpiredToken: The security token included is expired", "Sign in again"),
        ("api error InvalidClientTokenId: The security token is invalid", "check key and secret"),
        ("User: arn:aws:iam::1:user/x is not authorized to perform: ec2:CreateVpc", "permission"),
        ('Error: S3 bucket "lab-terraform" does not exist.', "bootstrap_state.yml"),
        ("Error: Saved plan is stale", "plan again"),
        ("Error: Invalid value for variable", ""),
    ],
)
def test_known_failures_come_with_help(said: str, helps: str) -> None:
    assert helps in advice(said)
    assert bool(advice(said)) == bool(helps)


def test_a_missing_bucket_of_the_state_is_recognised() -> None:
    assert state_is_missing("operation error S3: ListObjectsV2, NoSuchBucket: The bucket")
    assert not state_is_missing("NoSuchKey")
