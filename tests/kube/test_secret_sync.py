# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Values of AWS Secrets Manager arrive in the named namespaces, and leave them again."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from kube.objects import secret
from kube.secrets_manager import SecretsManager, single
from kube.server import KubeServer
from kube.writes import merge

VALUE = "red-canary-value"


def live(client: Any, namespace: str, name: str) -> dict[str, bytes] | None:
    body = client.get(client.find("v1", "Secret"), namespace, name)
    return body and {k: base64.b64decode(v) for k, v in (body.get("data") or {}).items()}


def actions(result: dict[str, Any]) -> dict[str, str]:
    return {entry["name"]: entry["action"] for entry in result["objects"]}


def test_values_of_every_form_arrive_and_a_second_run_writes_nothing(
    aws: SecretsManager, sync: Callable[..., Any], client: Any, namespace: str, server: KubeServer
) -> None:
    aws.put(f"{namespace}/json", {"user": "blog", "password": VALUE, "port": 5432, "on": True})
    aws.put(f"{namespace}/text", "a text\n")
    aws.put(f"{namespace}/binary", b"\x00\xff")
    config = '{"auths": {}}'
    aws.put(f"{namespace}/registry", config)
    value = {"key": "whole", "remote": f"{namespace}/text"}
    secrets = [
        single(namespace, "one", f"{namespace}/json", "password"),
        {"namespace": namespace, "name": "all", "extract": [f"{namespace}/json"], "data": [value]},
        single(namespace, "binary", f"{namespace}/binary"),
        {
            "namespace": namespace,
            "name": "registry",
            "type": "kubernetes.io/dockerconfigjson",
            "data": [{"key": ".dockerconfigjson", "remote": f"{namespace}/registry"}],
        },
    ]
    assert actions(sync(secrets)) == dict.fromkeys(("one", "all", "binary", "registry"), "created")
    assert live(client, namespace, "one") == {"password": VALUE.encode()}
    assert live(client, namespace, "all") == {
        "user": b"blog",
        "password": VALUE.encode(),
        "port": b"5432",
        "on": b"true",
        "whole": b"a text\n",
    }
    assert live(client, namespace, "binary") == {"password": b"\x00\xff"}
    assert live(client, namespace, "registry") == {".dockerconfigjson": config.encode()}

    revision = server.revision()
    again = sync(secrets)
    assert not again["changed"]
    assert server.written_since(revision, namespace) == []


def test_only_the_secret_whose_value_moved_is_written(
    aws: SecretsManager, sync: Callable[..., Any], client: Any, namespace: str
) -> None:
    aws.put(namespace, {"blog": "a", "owner": "b"})
    secrets = [single(namespace, key, namespace, key) for key in ("blog", "owner")]
    sync(secrets)
    aws.put(namespace, {"blog": "a", "owner": "c", "new": "d"})
    assert actions(sync(secrets)) == {"blog": "unchanged", "owner": "configured"}
    assert live(client, namespace, "owner") == {"password": b"c"}


def test_what_is_no_longer_named_goes(
    aws: SecretsManager, sync: Callable[..., Any], client: Any, namespace: str
) -> None:
    aws.put(namespace, {"blog": "a"})
    secrets = [single(namespace, name, namespace, "blog") for name in ("a", "b", "c", "d")]
    sync(secrets)
    assert actions(sync(secrets[:3]))["d"] == "deleted"
    assert live(client, namespace, "d") is None
    refused = sync(secrets[:1])
    assert "no longer names 2 of its 3 members" in refused["msg"]
    assert actions(sync(secrets[:1], prune_allow_all=True))["c"] == "deleted"
    gone = sync([], state="absent")
    assert actions(gone) == {"a": "deleted"}
    assert not sync([], state="absent")["changed"]


def test_a_key_that_left_the_source_leaves_the_secret(
    aws: SecretsManager, sync: Callable[..., Any], client: Any, namespace: str
) -> None:
    aws.put(namespace, {"a": "1", "b": "2"})
    whole = [{"namespace": namespace, "name": "all", "extract": [namespace]}]
    sync(whole)
    aws.put(namespace, {"a": "1"})
    sync(whole)
    assert live(client, namespace, "all") == {"a": b"1"}


def test_a_hand_edit_is_overwritten(
    aws: SecretsManager, sync: Callable[..., Any], client: Any, namespace: str
) -> None:
    aws.put(namespace, "right")
    wanted = [single(namespace, "edited", namespace)]
    sync(wanted)
    edit = {"data": {"password": base64.b64encode(b"wrong").decode()}}
    merge(client, secret(namespace, "edited"), edit)
    assert actions(sync(wanted)) == {"edited": "configured"}
    assert live(client, namespace, "edited") == {"password": b"right"}


def test_a_secret_of_others_is_left_alone(
    aws: SecretsManager, sync: Callable[..., Any], client: Any, namespace: str, server: KubeServer
) -> None:
    aws.put(namespace, "ours")
    client.create(secret(namespace, "theirs", password="theirs"))
    wanted = [single(namespace, "theirs", namespace), single(namespace, "new", namespace)]
    revision = server.revision()
    assert "was made by other means, nothing was changed" in sync(wanted)["msg"]
    assert server.written_since(revision, namespace) == []
    sync([single(namespace, "mine", namespace)], set=f"{namespace}-first")
    other = sync([single(namespace, "mine", namespace)], set=f"{namespace}-second")
    assert f"set {namespace}-first" in other["msg"]


def test_check_mode_writes_nothing_and_foresees(
    aws: SecretsManager, sync: Callable[..., Any], namespace: str, server: KubeServer
) -> None:
    aws.put(namespace, VALUE)
    wanted = [single(namespace, "secret", namespace)]
    revision = server.revision()
    told = sync(wanted, _ansible_check_mode=True, _ansible_diff=True)
    assert server.written_since(revision, namespace) == []
    assert actions(told) == {"secret": "created"}
    assert VALUE not in str(told)
    assert base64.b64encode(VALUE.encode()).decode() not in str(told)
    assert "hidden (" in str(told["diff"])
    assert actions(sync(wanted)) == {"secret": "created"}
