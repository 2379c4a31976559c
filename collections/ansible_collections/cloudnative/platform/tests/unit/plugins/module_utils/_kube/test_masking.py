# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.masking import (
    masked,
    masked_lines,
)

SECRET = "Zq8vX1" * 4


@pytest.mark.parametrize(
    "text",
    [
        f"connecting with password={SECRET}",
        f"PGPASSWORD={SECRET} psql",
        f"--db-password={SECRET} --verbose",
        f"password: {SECRET}",
        f'{{"level":"info","password":"{SECRET}"}}',
        f"{{'client_secret': '{SECRET}'}}",
        f'{{"access_token": "{SECRET}", "n": 1}}',
        f"api-key = '{SECRET}'",
        f"cannot reach postgres://blog:{SECRET}@db:5432/blog",
        f"amqp://:{SECRET}@queue/",
        f"Authorization: Bearer {SECRET}",
        f"authorization: basic {SECRET}==",
        f"got eyJhbGciOi.eyJzdWIi.{SECRET}",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n{SECRET}",
        f"begin is cut off\n{SECRET * 3}\n-----END PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    assert SECRET not in masked(text)
    assert "hidden" in masked(text)


def test_access_key_of_a_cloud_is_hidden() -> None:
    assert masked("denied for AKIAIOSFODNN7EXAMPLE") == "denied for hidden"


@pytest.mark.parametrize(
    "text",
    [
        'secret "database" not found',
        "invalid token: unexpected end of JSON input",
        'MountVolume.SetUp failed for volume "tls" : secret "tls" not found',
        "couldn't find key password in Secret shop/database",
        "GET http://user-service:8080/users?id=3 503",
        "pulling registry.example/web@sha256:" + "0123456789abcdef" * 4,
    ],
)
def test_other_messages_are_left_alone(text: str) -> None:
    assert masked(text) == text


def test_users_around_a_hidden_password_stay() -> None:
    assert masked(f"postgres://blog:{SECRET}@db/blog") == "postgres://blog:hidden@db/blog"


def test_colours_and_control_characters_are_removed() -> None:
    assert masked("\x1b[31merror\x1b[0m\x07\tat 3\r") == "error\tat 3"


def test_long_lines_are_cut() -> None:
    assert masked_lines("a " * 400 + "\nb") == ["a " * 150 + "...", "b"]
