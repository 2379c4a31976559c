"""Passwords are made once, kept by AWS (here: moto), and never shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.secrets import (
    Wanted,
    ensure,
)
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from moto import mock_aws

NAME = "cloudnative-lab/database/blog"


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Source]:
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = key\naws_secret_access_key = secret\n")
    with mock_aws():
        yield Source("", "ap-northeast-2", credentials_file=str(file))


@pytest.fixture
def manager(source: Source) -> Any:
    return botocore.session.get_session().create_client(
        "secretsmanager",
        region_name=source.region,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )


def wanted(*keys: str) -> Wanted:
    return Wanted(NAME, keys, tags={"platform": "cloudnative-lab"})


def kept(manager: Any) -> dict[str, str]:
    values: dict[str, str] = json.loads(manager.get_secret_value(SecretId=NAME)["SecretString"])
    return values


def test_passwords_are_made_once(source: Source, manager: Any) -> None:
    assert ensure(source, wanted("blog", "blog_owner"), check=False) == ["blog", "blog_owner"]
    made = kept(manager)
    assert all(len(value) == 32 and value.isalnum() for value in made.values())
    assert made["blog"] != made["blog_owner"]

    assert ensure(source, wanted("blog", "blog_owner"), check=False) == []
    assert kept(manager) == made
    tags = manager.describe_secret(SecretId=NAME)["Tags"]
    assert tags == [{"Key": "platform", "Value": "cloudnative-lab"}]


def test_a_missing_key_is_added_and_the_others_stay(source: Source, manager: Any) -> None:
    ensure(source, wanted("blog"), check=False)
    first = kept(manager)
    assert ensure(source, wanted("blog", "blog_owner"), check=False) == ["blog_owner"]
    assert kept(manager)["blog"] == first["blog"]


def test_a_secret_without_a_value_gets_its_first_one(source: Source, manager: Any) -> None:
    """As Terraform makes it."""
    manager.create_secret(Name=NAME, Tags=[{"Key": "managed-by", "Value": "terraform"}])
    assert ensure(source, wanted("blog"), check=False) == ["blog"]
    assert list(kept(manager)) == ["blog"]
    assert manager.describe_secret(SecretId=NAME)["Tags"][0]["Value"] == "terraform"
    assert ensure(source, wanted("blog"), check=False) == []


def test_check_mode_keeps_nothing(source: Source) -> None:
    assert ensure(source, wanted("blog"), check=True) == ["blog"]
    assert ensure(source, wanted("blog"), check=False) == ["blog"]


@pytest.mark.parametrize("text", ["hunter2", json.dumps(["hunter2"]), json.dumps({"a": 1})])
def test_a_foreign_secret_is_left_alone_and_not_shown(
    source: Source, manager: Any, text: str
) -> None:
    manager.create_secret(Name=NAME, SecretString=text)
    with pytest.raises(AwsError, match="not a JSON object of texts") as caught:
        ensure(source, wanted("blog"), check=False)
    assert "hunter2" not in str(caught.value)
    assert manager.get_secret_value(SecretId=NAME)["SecretString"] == text


def test_a_secret_that_is_to_be_deleted_is_said(source: Source, manager: Any) -> None:
    ensure(source, wanted("blog"), check=False)
    manager.delete_secret(SecretId=NAME, RecoveryWindowInDays=7)
    with pytest.raises(AwsError, match=f"{NAME} cannot be read.*restore-secret"):
        ensure(source, wanted("blog"), check=False)


def test_an_api_that_is_away_is_said(source: Source) -> None:
    away = source._replace(endpoint_url="http://127.0.0.1:1")
    with pytest.raises(AwsError, match=r"cannot ask http://127\.0\.0\.1:1 for secrets"):
        ensure(away, wanted("blog"), check=False)


def test_a_key_is_one_that_es256_signs_with(source: Source, manager: Any) -> None:
    key = "20260101T000000Z.pem"
    assert ensure(source, Wanted(NAME, [key], kind="ec_p256_key"), check=False) == [key]
    made = serialization.load_pem_private_key(kept(manager)[key].encode(), password=None)
    assert isinstance(made, ec.EllipticCurvePrivateKey)
    assert isinstance(made.curve, ec.SECP256R1)
