# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Waiting for a set, by the engine and by its module; the test plays the controllers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kube.conftest import apply_objects, connect, items_of
from kube.objects import Object, config_map, widget, widget_crd, workload
from kube.process import result_of, start_module
from kube.server import KubeServer
from kube.writes import READY, merge, write_status

Apply = Callable[..., list[Any]]
Wait = Callable[..., dict[str, Any]]
# More than the engine allows itself: machines are slow at times.
LATE = 5.0


@pytest.fixture
def wait(server: KubeServer) -> Wait:
    """Runs k8s_wait as a process of its own."""

    def run(*objects: Object, **arguments: Any) -> dict[str, Any]:
        given = {"kubeconfig": str(server.kubeconfig()), "definition": list(objects)}
        return result_of(start_module("k8s_wait", given | arguments))

    return run


def test_apply_returns_after_the_last_object_is_ready(
    apply: Apply, client: Any, namespace: str
) -> None:
    deployment = workload("Deployment", namespace)
    timer = threading.Timer(1.0, write_status, [client, deployment, READY])
    timer.start()
    started = time.monotonic()
    apply([deployment, config_map(namespace)], wait=True, wait_timeout=30.0)
    assert time.monotonic() - started > 0.9
    timer.join()


def test_deadline_is_kept(apply: Apply, namespace: str, figure: Callable[[str], None]) -> None:
    started = time.monotonic()
    with pytest.raises(Exception, match="1 object not ready after 1 s"):
        apply([workload("StatefulSet", namespace)], wait=True, wait_timeout=1.0)
    took = time.monotonic() - started
    figure(f"{took:.2f} s for a timeout of 1 s")
    assert 1.0 <= took < 1.0 + LATE


def test_deadline_is_kept_without_a_server(tmp_path: Path, figure: Callable[[str], None]) -> None:
    mortal = KubeServer(tmp_path)
    try:
        mortal.start()
        client = connect(mortal.kubeconfig(), retry_timeout=60.0)
        deployment = workload("Deployment", "default")
        apply_objects(client, [deployment])
        threading.Timer(1.0, mortal.kill_api).start()
        started = time.monotonic()
        with pytest.raises(Exception, match="not ready after 3 s") as raised:
            apply_objects(client, [deployment], wait=True, wait_timeout=3.0)
        took = time.monotonic() - started
        figure(f"{took:.2f} s for a timeout of 3 s")
        assert took < 3.0 + LATE
        assert "the objects cannot be read now: cannot reach the API server" in str(raised.value)
    finally:
        mortal.stop()


def test_gone_is_told_for_each_object(client: Any, namespace: str) -> None:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wait import wait_gone

    first, second = config_map(namespace, "first"), config_map(namespace, "second")
    apply_objects(client, [first, second])
    items = items_of(client, [first, second, config_map(namespace, "never")])
    wanted = [(item.ref, item.resource) for item in items]

    def remove_and_make_anew() -> None:
        for item in items[:2]:
            client.delete(item.resource, namespace, item.ref.name)
        client.create(first)

    timer = threading.Timer(0.5, remove_and_make_anew)
    timer.start()
    results = wait_gone(client, wanted, 30.0)
    timer.join()
    assert [result["seconds"] > 0.4 for result in results] == [True, True, False]


def test_what_holds_an_object_is_told(client: Any, namespace: str) -> None:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wait import wait_gone

    body = config_map(namespace)
    body["metadata"]["finalizers"] = ["test.example/hold"]
    apply_objects(client, [body])
    [item] = items_of(client, [body])
    client.delete(item.resource, namespace, item.ref.name)
    with pytest.raises(Exception, match="is held by finalizers: test") as raised:
        wait_gone(client, [(item.ref, item.resource)], 0.0)
    assert raised.value.results[0]["name"] == "settings"
    merge(client, body, {"metadata": {"finalizers": None}})
    wait_gone(client, [(item.ref, item.resource)], 30.0)


def test_module_tells_the_state_of_each_object(wait: Wait, client: Any, namespace: str) -> None:
    ready, broken = (workload("Deployment", namespace, name) for name in ("ready", "broken"))
    apply_objects(client, [ready, broken])
    write_status(client, ready, READY)
    exceeded = {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}
    write_status(client, broken, {"observedGeneration": 1, "conditions": [exceeded]})
    result = wait(ready, broken)
    assert result["failed"]
    assert f"Deployment {namespace}/broken: Progressing is False" in result["msg"]
    assert [entry["state"] for entry in result["objects"]] == ["ready", "failed"]
    write_status(client, broken, {**READY, "conditions": []})
    result = wait(ready, broken)
    assert result["changed"] is False
    assert [entry["state"] for entry in result["objects"]] == ["ready", "ready"]
    assert 0 < result["seconds"] < 30
    assert all(entry["seconds"] <= result["seconds"] for entry in result["objects"])


def test_module_only_looks_in_check_mode(wait: Wait, namespace: str) -> None:
    body = config_map(namespace)
    result = wait(body, wait_timeout=60.0, _ansible_check_mode=True)
    assert result["blocking"] == [f"ConfigMap {namespace}/settings: does not exist"]
    assert result["objects"][0]["state"] == "progressing"
    result = wait(body, state="absent", _ansible_check_mode=True)
    assert result["blocking"] == []
    assert result["objects"][0]["state"] == "absent"


def test_module_waits_for_absence(wait: Wait, client: Any, namespace: str) -> None:
    body = config_map(namespace)
    apply_objects(client, [body])
    result = wait(body, state="absent", wait_timeout=0.6)
    assert result["msg"].startswith("1 object still exists after 0.6 s")
    assert result["objects"][0]["state"] == "present"
    # Of a kind that the server does not know there is nothing.
    assert wait(widget("unknown.example", namespace), state="absent")["objects"] == []


def test_module_waits_for_values(wait: Wait, client: Any, namespace: str) -> None:
    crd, first = widget_crd(f"{namespace}.example"), widget(f"{namespace}.example", namespace)
    second = {**first, "metadata": {**first["metadata"], "name": "second"}}
    apply_objects(client, [crd], wait=True, wait_timeout=30.0)
    apply_objects(client, [first, second])
    timer = threading.Timer(1.0, merge, [client, second, {"spec": {"size": 3}}])
    timer.start()
    special = {"kind": "Widget", "name": "second", "jsonpath": ".spec.size", "value": "3"}
    result = wait(first, second, jsonpath="{.spec.size}", value=1, wait_for=[special])
    timer.join()
    assert [entry["state"] for entry in result["objects"]] == ["ready", "ready"]
    result = wait(first, jsonpath="{.spec.size}", value=2, wait_timeout=0.5)
    assert "{.spec.size} is 1, not 2" in result["msg"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"jsonpath": ".spec.sizes[1:2]"}, "'[1:2]' is not understood"),
        ({"wait_for": [{"kind": "Gadget", "jsonpath": ".a"}]}, "no object of the set is Gadget"),
        ({"wait_for": [{"kind": "ConfigMap"}]}, "condition, jsonpath"),
        ({"value": "1"}, "jsonpath"),
    ],
)
def test_module_refuses_what_it_does_not_understand(
    wait: Wait, namespace: str, arguments: dict[str, Any], says: str
) -> None:
    result = wait(config_map(namespace), **arguments)
    assert result["failed"]
    assert says in result["msg"]
