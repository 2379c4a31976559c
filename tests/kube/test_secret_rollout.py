# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A new value reaches the pods: what uses it is restarted by the real controllers, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kube.conftest import apply_objects
from kube.controller_manager import ControllerManager, running
from kube.objects import Object, job, pod, secret, workload
from kube.process import run_module
from kube.rotation import STRANGERS, USERS, VOLUME, Stage, needs, wait_for_pods
from kube.secrets_manager import SecretsManager
from kube.server import KubeServer
from kube.writes import merge, write_status


@pytest.fixture(scope="module")
def manager(server: KubeServer, client: Any) -> Iterator[ControllerManager]:
    with ControllerManager(server, client) as running:
        yield running


@pytest.fixture
def stage(aws: SecretsManager, server: KubeServer, client: Any, namespace: str) -> Stage:
    return Stage(aws, client, namespace, server.kubeconfig())


def test_rotation_restarts_what_uses_the_secret_and_no_other(
    stage: Stage, manager: ControllerManager
) -> None:
    stage.sync()
    stage.run(USERS | STRANGERS)
    before = stage.pods()
    assert not stage.sync()["changed"]

    stage.rotate("used")
    manager.log.clear()
    told = stage.sync()
    assert needs(told) == dict.fromkeys(USERS, "restart")
    assert {name for entry in told["workloads"] for name in entry["secrets"]} == {"used"}
    after = stage.pods()
    assert {app for app in before if not before[app] & after[app]} == set(USERS)
    assert {app for app in before if before[app] == after[app]} == set(STRANGERS)
    # What others log in to comes first.
    assert manager.log[0] == "volume"

    again = stage.sync()
    assert (again["changed"], again["workloads"]) == (False, [])
    assert stage.pods() == after


def test_restart_that_a_dead_run_left_undone_is_made_up_for(
    stage: Stage, manager: ControllerManager
) -> None:
    """Killed between the Secret and its users, or before it waited: the same run again."""
    stage.sync()
    stage.run({"variable": USERS["variable"]})
    before = stage.pods()
    stage.rotate("used")
    assert stage.sync(restart=False)["changed"]
    assert stage.pods() == before
    told = stage.sync()
    assert needs(told) == {"variable": "restart"}
    assert not before["variable"] & stage.pods()["variable"]

    manager.broken.add("variable")
    stage.rotate("used")
    try:
        stage.sync(wait=False)
        told = stage.sync(wait_timeout=1)
        # Restarted by the run before: once is enough.
        assert (
            "variable: 0 of 1 replicas are available" in told["msg"] or "old version" in told["msg"]
        )
    finally:
        manager.broken.clear()
    assert needs(stage.sync()) in ({}, {"variable": "rolling"})
    assert stage.sync()["workloads"] == []


def test_value_of_a_restart_that_does_not_end_is_told(
    stage: Stage, manager: ControllerManager
) -> None:
    stage.sync()
    stage.run({"volume": USERS["volume"]})
    stage.rotate("used")
    manager.broken.add("volume")
    try:
        told = stage.sync(wait_timeout=2)
    finally:
        manager.broken.clear()
    assert told["failed"]
    assert "restarted for new values of Secrets, but 1 object not ready after 2 s" in told["msg"]
    assert f"StatefulSet {stage.namespace}/volume" in told["msg"]
    assert told["totals"]["configured"] == 1
    assert "value of" not in str(told)


def test_what_no_rolling_update_replaces_is_told_and_left(
    stage: Stage, manager: ControllerManager, client: Any
) -> None:
    stage.sync()
    stage.run({"held": ("DaemonSet", VOLUME)}, updateStrategy={"type": "OnDelete"})
    stage.run({"paused": ("Deployment", VOLUME)})
    merge(client, workload("Deployment", stage.namespace, "paused"), {"spec": {"paused": True}})
    alone, task = pod(stage.namespace, "alone", app="alone"), job(stage.namespace, "task")
    alone["spec"] |= VOLUME
    task["spec"]["template"]["spec"] |= VOLUME
    task["spec"]["template"]["metadata"] = {"labels": {"app": "task"}}
    apply_objects(client, [alone, task])
    wait_for_pods(stage, "alone", "task")
    before = stage.pods()

    stage.rotate("used")
    told = stage.sync()
    assert needs(told) == dict.fromkeys(("alone", "held", "paused"), "held")
    assert str(told["warnings"]).count("restart it yourself") == 3
    assert stage.pods() == before


def test_check_mode_foresees_the_restarts_and_makes_none(
    stage: Stage, manager: ControllerManager, server: KubeServer
) -> None:
    stage.sync()
    stage.run({"variable": USERS["variable"], "other": STRANGERS["other"]})
    stage.rotate("used")
    revision = server.revision()
    told = stage.sync(_ansible_check_mode=True)
    assert needs(told) == {"variable": "restart"}
    assert server.written_since(revision, stage.namespace) == []


def test_pod_that_has_not_started_needs_no_restart(
    stage: Stage, manager: ControllerManager, client: Any
) -> None:
    """It waits for the Secret and starts with its value."""
    body = pod(stage.namespace, "waiting", app="early")
    body["spec"] |= VOLUME
    manager.broken.add("early")
    try:
        apply_objects(client, [body])
        assert stage.sync()["workloads"] == []
        write_status(client, body, running(body | {"metadata": live_metadata(client, body)}))
        assert needs(stage.sync()) == {"waiting": "held"}
    finally:
        manager.broken.clear()


def test_change_by_somebody_else_reaches_the_pods_too(
    stage: Stage, manager: ControllerManager, server: KubeServer, client: Any
) -> None:
    """As with the External Secrets Operator, which writes the Secrets itself."""
    stage.sync()
    stage.run({"variable": USERS["variable"], "other": STRANGERS["other"]})
    before = stage.pods()
    merge(client, secret(stage.namespace, "used"), {"data": {"password": "bmV3"}})
    names = ("used", "other", "nowhere")
    named = [{"namespace": stage.namespace, "name": name} for name in names]
    arguments = {"kubeconfig": str(server.kubeconfig()), "secrets": named}
    told = run_module("k8s_secret_rollout", arguments)
    assert needs(told) == {"variable": "restart"}
    after = stage.pods()
    assert before["other"] == after["other"]
    assert not before["variable"] & after["variable"]
    assert not run_module("k8s_secret_rollout", arguments)["changed"]


def live_metadata(client: Any, body: Object) -> Object:
    metadata: Object = client.get(
        client.find("v1", "Pod"), body["metadata"]["namespace"], body["metadata"]["name"]
    )["metadata"]
    return metadata
