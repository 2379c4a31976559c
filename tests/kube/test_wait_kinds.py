# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What each kind is waited for, on a real API server; the test plays the controllers."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from kube.conftest import apply_objects, items_of
from kube.kinds import CASES, FAILURES, STATELESS, Case
from kube.objects import Object, namespace_of, widget_crd
from kube.writes import write_status


@pytest.fixture
def widgets(client: Any, name: str) -> str:
    """The version of a new kind Widget, whose objects have conditions."""
    crd = widget_crd(f"{name}.example")
    [version] = crd["spec"]["versions"]
    version["subresources"] = {"status": {}}
    version["schema"]["openAPIV3Schema"]["properties"]["status"] = {
        "type": "object",
        "x-kubernetes-preserve-unknown-fields": True,
    }
    apply_objects(client, [crd], wait=True, wait_timeout=30.0)
    return f"{name}.example/v1"


def placed(client: Any, body: Object, namespace: str, widgets: str) -> Object:
    """The object in a namespace of its own, on the server; its name is used once only."""
    body = {**body, "apiVersion": body["apiVersion"] or widgets}
    namespaced = client.find(body["apiVersion"], body["kind"]).namespaced
    place = {"name": "web", "namespace": namespace} if namespaced else {"name": namespace}
    apply_objects(client, [{**body, "metadata": place}])
    return {**body, "metadata": {"namespace": "", **place}}


def wait(client: Any, body: Object, timeout: float) -> list[dict[str, Any]]:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wait import wait_ready

    wanted = [(item.ref, item.resource) for item in items_of(client, [body])]
    results: list[dict[str, Any]] = wait_ready(client, wanted, timeout)
    return results


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_kind_is_waited_for_until_its_controller_is_done(
    client: Any, namespace: str, widgets: str, case: Case
) -> None:
    body = placed(client, case.body, namespace, widgets)
    write_status(client, body, case.before)
    with pytest.raises(Exception, match="1 object not ready after 0 s") as raised:
        wait(client, body, 0.0)
    assert case.blocks in str(raised.value)
    timer = threading.Timer(0.2, write_status, [client, body, case.after])
    timer.start()
    [result] = wait(client, body, 30.0)
    assert result["state"] == "ready"
    assert result["seconds"] > 0
    timer.join()


@pytest.mark.parametrize("kind", FAILURES)
def test_failure_for_good_ends_the_wait(
    client: Any, namespace: str, widgets: str, kind: str
) -> None:
    body = placed(client, CASES[kind].body, namespace, widgets)
    write_status(client, body, CASES[kind].before)
    timer = threading.Timer(0.2, write_status, [client, body, FAILURES[kind]])
    timer.start()
    with pytest.raises(Exception, match="1 object failed for good") as raised:
        wait(client, body, 60.0)
    assert raised.value.results[0]["state"] == "failed"
    timer.join()


@pytest.mark.parametrize("kind", STATELESS)
def test_kind_without_a_status_is_ready(
    client: Any, namespace: str, widgets: str, kind: str
) -> None:
    body = placed(client, STATELESS[kind], namespace, widgets)
    assert [result["state"] for result in wait(client, body, 30.0)] == ["ready"]


def test_kinds_that_the_server_itself_brings_up(client: Any, name: str) -> None:
    group = {"group": f"{name}.waited", "version": "v1"}
    service = {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": f"v1.{name}.waited"},
        "spec": {**group, "groupPriorityMinimum": 1000, "versionPriority": 10},
    }
    for body in (namespace_of(name), widget_crd(f"{name}.example"), service):
        apply_objects(client, [body])
        assert [result["state"] for result in wait(client, body, 30.0)] == ["ready"]
