# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Who calls AWS (here: moto), and what is said where nobody may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.client
import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.identity import (
    Identity,
    require_account,
    whoami,
)
from botocore.exceptions import ClientError
from moto import mock_aws

REGION = "ap-northeast-2"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = AKIAEXAMPLE1234\naws_secret_access_key = s\n")
    return Source("", REGION, credentials_file=str(file))


@mock_aws
def test_account_and_arn_are_told(source: Source) -> None:
    identity = whoami(source)
    assert identity.account == "123456789012"
    require_account(identity, "123456789012")


def refusing(code: str) -> Callable[..., Any]:
    def call(*arguments: Any, **more: Any) -> Any:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "GetCallerIdentity")

    return call


@pytest.mark.parametrize(
    ("code", "helps"),
    [
        ("ExpiredToken", "expired: sign in again"),
        ("InvalidClientTokenId", "does not know this key"),
        ("SignatureDoesNotMatch", "copy both again"),
        ("Throttling", "no"),
    ],
)
def test_a_refusal_names_the_call_the_key_and_what_to_do(
    source: Source, monkeypatch: pytest.MonkeyPatch, code: str, helps: str
) -> None:
    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", refusing(code))
    with pytest.raises(AwsError) as caught:
        whoami(source)
    text = str(caught.value)
    assert "sts:GetCallerIdentity" in text
    assert "...1234" in text
    assert source.credentials_file in text
    assert helps in text
    assert "AKIAEXAMPLE" not in text


def test_missing_credentials_name_the_place(tmp_path: Path) -> None:
    source = Source("", REGION, "http://127.0.0.1:9", str(tmp_path / "missing"))
    with pytest.raises(AwsError, match=r"no usable credentials in .*missing"):
        whoami(source)


def test_credentials_of_another_account_are_refused() -> None:
    with pytest.raises(AwsError, match=r"account 1 \(arn:x\), .* belongs to 2"):
        require_account(Identity("1", "arn:x"), "2")
