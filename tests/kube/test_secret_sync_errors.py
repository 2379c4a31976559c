# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What cannot be brought into the cluster is told, without a value, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kube.secrets_manager import SecretsManager, single
from kube.server import KubeServer

VALUE = "red-canary-value"


WRONG: dict[str, tuple[Any, str]] = {
    "missing": (None, "does not exist, or has no value yet: put one in with"),
    "text": (VALUE, "is not a JSON object"),
    "list": (f'["{VALUE}"]', "is not a JSON object"),
    "binary": (b"\xff" + VALUE.encode(), "is not a JSON object"),
    "other": ({"other": VALUE}, "has no key password"),
    "null": ({"password": None, "other": VALUE}, "is null"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_made_is_told_without_the_value(
    aws: SecretsManager, sync: Callable[..., Any], namespace: str, server: KubeServer, case: str
) -> None:
    value, words = WRONG[case]
    remote = f"{namespace}/{case}"
    if value is not None:
        aws.put(remote, value)
    revision = server.revision()
    told = sync([single(namespace, "secret", remote, "password")])
    assert words in told["msg"]
    assert remote in told["msg"]
    assert VALUE not in str(told)
    assert server.written_since(revision, namespace) == []


def test_what_is_named_wrongly_is_told(
    aws: SecretsManager, sync: Callable[..., Any], namespace: str, server: KubeServer
) -> None:
    aws.put(namespace, VALUE)
    wanted = single(namespace, "secret", namespace)
    assert "is given twice: secrets[0] and secrets[1]" in sync([wanted, wanted])["msg"]
    assert "the key password is given twice" in sync([wanted | {"data": wanted["data"] * 2}])["msg"]
    bad = {"key": "no/key", "remote": namespace}
    assert "'no/key' is no key" in sync([wanted | {"data": [bad]}])["msg"]
    nowhere = sync([single("nowhere", "secret", namespace)])
    assert "namespace nowhere does not exist" in nowhere["msg"]
    assert VALUE not in str(nowhere)
    unsuited = sync([wanted | {"type": "kubernetes.io/tls"}])
    assert "1 object was refused" in unsuited["msg"]
    assert VALUE not in str(unsuited)
    empty = sync([{"namespace": namespace, "name": "empty"}])
    assert "one of the following is required: data, extract" in empty["msg"]


def test_an_api_that_cannot_be_asked_is_told(
    aws: SecretsManager, sync: Callable[..., Any], namespace: str, tmp_path: Path
) -> None:
    wanted = [single(namespace, "secret", namespace)]
    away = sync(wanted, endpoint_url="http://127.0.0.1:1")
    assert "cannot ask http://127.0.0.1:1 for secrets" in away["msg"]
    (tmp_path / "empty").write_text("")
    nobody = sync(wanted, credentials_file=str(tmp_path / "empty"))
    assert "no AWS credentials in" in nobody["msg"]


def test_a_caller_without_rights_is_told_which(
    aws: SecretsManager, namespace: str, server: KubeServer
) -> None:
    aws.put(namespace, VALUE)
    wanted = [single(namespace, "secret", namespace)]
    nobody = server.kubeconfig("token-of-nobody", "nobody")
    told = aws.sync(nobody, wanted, set_namespace=namespace)
    assert 'user "nobody" cannot get resource "secrets"' in told["msg"]
    assert VALUE not in str(told)
