# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.troubles import (
    ContainerTrouble,
    bad_conditions,
    claims,
    container_troubles,
    is_well,
    pod_selector,
)


def troubles(**entry: Any) -> list[ContainerTrouble]:
    statuses = [{"name": "web", "ready": False, **entry}]
    return list(container_troubles({"status": {"containerStatuses": statuses}}))


def test_crashing_container_tells_its_last_end_and_where_its_log_is() -> None:
    waiting = {"reason": "CrashLoopBackOff", "message": "back-off 10s"}
    [found] = troubles(
        state={"waiting": waiting}, lastState={"terminated": {"exitCode": 2, "reason": "Error"}}
    )
    assert found.why == "CrashLoopBackOff: back-off 10s; it ended before with exit code 2"
    assert found.has_log
    assert found.previous


def test_container_without_image_has_no_log() -> None:
    [found] = troubles(state={"waiting": {"reason": "ErrImagePull"}})
    assert found.why == "ErrImagePull"
    assert not found.has_log


def test_failed_init_container_is_told() -> None:
    ended = {"terminated": {"exitCode": 1, "reason": "Error"}}
    pod = {"status": {"initContainerStatuses": [{"name": "init", "ready": False, "state": ended}]}}
    [found] = container_troubles(pod)
    assert found.name == "init"
    assert found.why == "ended with exit code 1 (Error)"
    assert not found.previous


def test_running_but_unready_container_is_told() -> None:
    [found] = troubles(state={"running": {}})
    assert found.why == "is running, but not ready"


def test_ready_and_finished_containers_are_no_trouble() -> None:
    assert troubles(ready=True, state={"running": {}}) == []
    assert troubles(state={"terminated": {"exitCode": 0}}) == []


def test_only_conditions_that_are_not_as_they_should_be_are_told() -> None:
    conditions = [
        {"type": "Ready", "status": "False", "message": "not yet"},
        {"type": "Available", "status": "Unknown", "message": "nobody knows"},
        {"type": "Silent", "status": "False"},
        {"type": "Good", "status": "True", "message": "fine"},
        {"type": "ReplicaFailure", "status": "True", "message": "exceeded quota"},
        {"type": "Stalled", "status": "False", "message": "goes on"},
    ]
    assert list(bad_conditions({"status": {"conditions": conditions}})) == [
        "condition Ready=False: not yet",
        "condition Available=Unknown: nobody knows",
        "condition ReplicaFailure=True: exceeded quota",
    ]


def test_ready_and_succeeded_pods_are_well() -> None:
    assert is_well({"status": {"conditions": [{"type": "Ready", "status": "True"}]}})
    assert is_well({"status": {"phase": "Succeeded"}})
    assert not is_well({"status": {"phase": "Running"}})
    assert not is_well({})


@pytest.mark.parametrize(
    ("kind", "selector", "words"),
    [
        ("Deployment", {"matchLabels": {"app": "web", "tier": "front"}}, "app=web,tier=front"),
        (
            "DaemonSet",
            {
                "matchExpressions": [
                    {"key": "app", "operator": "In", "values": ["a", "b"]},
                    {"key": "env", "operator": "NotIn", "values": ["dev"]},
                    {"key": "here", "operator": "Exists"},
                    {"key": "gone", "operator": "DoesNotExist"},
                ]
            },
            "app in (a,b),env notin (dev),here,!gone",
        ),
        ("ReplicationController", {"app": "web"}, "app=web"),
        ("Service", {"app": "web"}, ""),
        ("PersistentVolumeClaim", {"matchLabels": {"disk": "fast"}}, ""),
        ("Thing", "app=web", ""),
        ("Thing", None, ""),
    ],
)
def test_pod_selector(kind: str, selector: Any, words: str) -> None:
    assert pod_selector({"kind": kind, "spec": {"selector": selector}}) == words


def test_claims_of_a_pod() -> None:
    volumes = [{"name": "a", "persistentVolumeClaim": {"claimName": "data-0"}}, {"name": "b"}]
    assert list(claims({"spec": {"volumes": volumes}})) == ["data-0"]
