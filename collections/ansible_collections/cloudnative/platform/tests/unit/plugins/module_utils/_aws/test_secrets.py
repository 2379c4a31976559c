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
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.secrets import ensure
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


def test_passwords_are_made_once(source: Source) -> None:
    made = ensure(source, NAME, ["blog", "blog_owner"], 32, check=False)
    assert made.added == ["blog", "blog_owner"]
    assert all(len(value) == 32 and value.isalnum() for value in made.values.values())
    assert made.values["blog"] != made.values["blog_owner"]

    again = ensure(source, NAME, ["blog", "blog_owner"], 32, check=False)
    assert again == (made.values, [])


def test_a_missing_key_is_added_and_the_others_stay(source: Source) -> None:
    first = ensure(source, NAME, ["blog"], 32, check=False)
    more = ensure(source, NAME, ["blog", "blog_owner"], 32, check=False)
    assert more.added == ["blog_owner"]
    assert more.values["blog"] == first.values["blog"]
    assert ensure(source, NAME, ["blog"], 32, check=False) == (more.values, [])


def test_check_mode_keeps_nothing(source: Source) -> None:
    assert ensure(source, NAME, ["blog"], 32, check=True).added == ["blog"]
    assert ensure(source, NAME, ["blog"], 32, check=False).added == ["blog"]


@pytest.mark.parametrize("text", ["hunter2", json.dumps(["hunter2"]), json.dumps({"a": 1})])
def test_a_foreign_secret_is_left_alone_and_not_shown(
    source: Source, manager: Any, text: str
) -> None:
    manager.create_secret(Name=NAME, SecretString=text)
    with pytest.raises(AwsError, match="not a JSON object of texts") as caught:
        ensure(source, NAME, ["blog"], 32, check=False)
    assert "hunter2" not in str(caught.value)
    assert manager.get_secret_value(SecretId=NAME)["SecretString"] == text


def test_an_api_that_is_away_is_said(source: Source) -> None:
    away = source._replace(endpoint_url="http://127.0.0.1:1")
    with pytest.raises(AwsError, match=r"cannot ask http://127\.0\.0\.1:1 for the secret"):
        ensure(away, NAME, ["blog"], 32, check=False)
