# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Applying a whole set to a real server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from kube.objects import (
    Object,
    config_map,
    job,
    namespace_of,
    secret,
    widget,
    widget_crd,
    workload,
)
from kube.server import KubeServer
from kube.writes import merge, write_status

Apply = Callable[..., list[Any]]


def whole_set(name: str) -> list[Object]:
    """A set in an order that cannot work: everything stands before what it needs."""
    group = f"{name}.example"
    return [
        widget(group, name),
        workload("Deployment", name),
        workload("DaemonSet", name),
        workload("StatefulSet", name, "db"),
        job(name),
        secret(name, password="wonderland"),
        *[config_map(name, f"settings-{number}", key="value") for number in range(6)],
        widget_crd(group),
        namespace_of(name),
    ]


def actions(outcomes: list[Any]) -> dict[str, str]:
    return {f"{o.ref.kind} {o.ref.name}": o.action for o in outcomes}


def test_whole_set_is_created_whatever_its_order(apply: Apply, name: str) -> None:
    outcomes = apply(whole_set(name))
    assert len(outcomes) == len(whole_set(name))
    assert set(actions(outcomes).values()) == {"created"}


def test_second_run_moves_nothing(apply: Apply, name: str, server: KubeServer) -> None:
    apply(whole_set(name))
    before = server.revision()
    outcomes = apply(whole_set(name))
    assert set(actions(outcomes).values()) == {"unchanged"}
    assert server.written_since(before, name) == []


def test_only_what_differs_is_configured(apply: Apply, namespace: str) -> None:
    objects = [config_map(namespace, f"settings-{n}", key="old") for n in range(6)]
    apply(objects)
    objects[3]["data"]["key"] = "new"
    changed = {k for k, action in actions(apply(objects)).items() if action != "unchanged"}
    assert changed == {"ConfigMap settings-3"}


def test_field_that_left_the_set_leaves_the_object(
    apply: Apply, client: Any, namespace: str
) -> None:
    apply([config_map(namespace, one="1", two="2")])
    assert actions(apply([config_map(namespace, one="1")])) == {"ConfigMap settings": "configured"}
    live = client.get(client.find("v1", "ConfigMap"), namespace, "settings")
    assert live["data"] == {"one": "1"}


def test_status_written_by_a_controller_is_no_change_of_ours(
    apply: Apply, client: Any, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A controller writes the status between our read and our write."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube import apply as engine

    deployment = workload("Deployment", namespace)
    apply([deployment])
    read = client.read

    def read_then_controller_writes(*arguments: Any) -> Any:
        found = read(*arguments)
        write_status(client, deployment, {"replicas": 1, "observedGeneration": 1})
        return found

    monkeypatch.setattr(engine, "is_applied", lambda *_: False)  # else nothing would be written
    monkeypatch.setattr(client, "read", read_then_controller_writes)
    assert actions(apply([deployment])) == {"Deployment web": "unchanged"}


def test_empty_annotations_of_a_chart_are_no_change_on_the_second_run(
    apply: Apply, client: Any, namespace: str
) -> None:
    """A controller fills the map that the chart left empty, as it does for each Deployment."""
    deployment = workload("Deployment", namespace)
    deployment["metadata"]["annotations"] = {}
    apply([deployment])
    filled = {"metadata": {"annotations": {"deployment.kubernetes.io/revision": "1"}}}
    merge(client, deployment, filled)
    assert actions(apply([deployment])) == {"Deployment web": "unchanged"}


def test_plain_value_that_left_the_set_leaves_the_secret(
    apply: Apply, client: Any, namespace: str
) -> None:
    """The server does not remember which of its values came as plain ones."""
    apply([secret(namespace, one="1", two="2")])
    assert actions(apply([secret(namespace, one="1", two="2")])) == {"Secret password": "unchanged"}
    assert actions(apply([secret(namespace, one="1")])) == {"Secret password": "configured"}
    live = client.get(client.find("v1", "Secret"), namespace, "password")
    assert live["data"] == {"one": "MQ=="}


def test_objects_without_namespace_go_to_the_default_one(apply: Apply, name: str) -> None:
    body = config_map("", name)
    del body["metadata"]["namespace"]
    assert [o.ref.namespace for o in apply([body])] == ["default"]


def test_unknown_field_is_refused(apply: Apply, namespace: str) -> None:
    deployment = workload("Deployment", namespace)
    deployment["spec"]["replica"] = 3
    with pytest.raises(Exception, match=r"Deployment test-\d+/web .*\.spec\.replica"):
        apply([deployment])


def test_refusal_names_every_object_and_stops_later_stages(
    apply: Apply, client: Any, namespace: str
) -> None:
    bad = [config_map(namespace, f"bad_{n}") for n in range(2)]
    with pytest.raises(Exception, match="2 objects were refused") as raised:
        apply([*bad, config_map(namespace, "good"), workload("Deployment", namespace)])
    assert "bad_0" in str(raised.value)
    assert "bad_1" in str(raised.value)
    assert [result["name"] for result in getattr(raised.value, "results", [])] == ["good"]
    assert client.get(client.find("apps/v1", "Deployment"), namespace, "web") is None


def test_missing_namespace_is_told_with_its_cure(apply: Apply, name: str) -> None:
    with pytest.raises(Exception, match=f"namespace {name} does not exist; add it to the set"):
        apply([config_map(name)])


def test_object_on_its_way_out_is_made_anew(apply: Apply, client: Any, namespace: str) -> None:
    body = config_map(namespace, key="old")
    body["metadata"]["finalizers"] = ["test.example/hold"]
    apply([body])
    resource = client.find("v1", "ConfigMap")
    old = client.get(resource, namespace, "settings")
    client.delete(resource, namespace, "settings")
    release = threading.Timer(0.5, merge, [client, body, {"metadata": {"finalizers": None}}])
    release.start()
    outcomes = apply([config_map(namespace, key="new")], wait_timeout=30.0)
    release.join()
    assert actions(outcomes) == {"ConfigMap settings": "created"}
    assert client.get(resource, namespace, "settings")["metadata"]["uid"] != old["metadata"]["uid"]
