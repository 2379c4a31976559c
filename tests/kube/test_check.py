# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Check mode and the diff on a real server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kube.objects import config_map, namespace_of, secret, widget, widget_crd, workload
from kube.server import KubeServer

Apply = Callable[..., list[Any]]


def test_check_on_an_empty_cluster_tells_all_and_writes_nothing(
    apply: Apply, name: str, server: KubeServer
) -> None:
    group = f"{name}.example"
    objects = [
        namespace_of(name),
        widget_crd(group),
        widget(group, name),
        config_map(name, key="value"),
    ]
    before = server.revision()
    outcomes = apply(objects, check=True)
    assert [outcome.action for outcome in outcomes] == ["created"] * 4
    assert server.written_since(before, name) == []


def test_check_after_apply_tells_nothing(apply: Apply, namespace: str) -> None:
    objects = [config_map(namespace, key="value"), workload("Deployment", namespace)]
    apply(objects)
    assert {outcome.action for outcome in apply(objects, check=True)} == {"unchanged"}


def test_foreseen_diff_is_the_real_one(apply: Apply, namespace: str) -> None:
    deployment = workload("Deployment", namespace)
    apply([deployment])
    deployment["spec"]["replicas"] = 3
    deployment["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example/web:2"
    [foreseen] = apply([deployment], check=True)
    [real] = apply([deployment])
    assert foreseen.action == real.action == "configured"
    assert foreseen.diff() == real.diff()
    assert "-  replicas: 1" not in real.diff()["before"]
    assert "replicas: 3" in real.diff()["after"]


def test_server_refuses_in_check_mode_what_it_would_refuse(apply: Apply, namespace: str) -> None:
    try:
        apply([config_map(namespace, "Not_A_Name")], check=True)
    except Exception as error:
        assert "Not_A_Name" in str(error)
    else:
        raise AssertionError("an impossible name was accepted")


def test_diff_has_no_bookkeeping_of_the_server(apply: Apply, namespace: str) -> None:
    [outcome] = apply([config_map(namespace, key="value")])
    for word in ("managedFields", "resourceVersion", "uid", "creationTimestamp"):
        assert word not in outcome.diff()["after"]


def test_diff_shows_that_a_secret_changes_but_not_its_value(apply: Apply, namespace: str) -> None:
    apply([secret(namespace, password="first-canary", user="same-canary")])
    [outcome] = apply([secret(namespace, password="second-canary", user="same-canary")])
    shown = outcome.diff()
    text = shown["before"] + shown["after"]
    assert "canary" not in text
    assert "Zmlyc3QtY2FuYXJ5" not in text  # base64 of first-canary
    before, after = shown["before"].splitlines(), shown["after"].splitlines()
    moved = {line.split(":")[0].strip() for line in set(before) ^ set(after)}
    assert moved == {"password"}


def test_writes_are_seen_by_the_tests_themselves(
    apply: Apply, namespace: str, server: KubeServer
) -> None:
    """The proof that nothing was written would be worthless if it saw no write at all."""
    before = server.revision()
    apply([config_map(namespace, key="value")])
    assert server.written_since(before, namespace) == [f"/registry/configmaps/{namespace}/settings"]
