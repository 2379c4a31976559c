# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._kube.explain import (
    bad_conditions,
    container_troubles,
)


def troubles(**entry: Any) -> list[dict[str, Any]]:
    statuses = [{"name": "web", "ready": False, **entry}]
    return list(container_troubles({"status": {"containerStatuses": statuses}}))


def test_crashing_container_tells_its_last_end_and_where_its_log_is() -> None:
    waiting = {"reason": "CrashLoopBackOff", "message": "back-off 10s"}
    [found] = troubles(
        state={"waiting": waiting}, lastState={"terminated": {"exitCode": 2, "reason": "Error"}}
    )
    assert found["why"] == "CrashLoopBackOff: back-off 10s; it ended before with exit code 2"
    assert found["has_log"]
    assert found["previous"]


def test_container_without_image_has_no_log() -> None:
    [found] = troubles(state={"waiting": {"reason": "ErrImagePull"}})
    assert found["why"] == "ErrImagePull"
    assert not found["has_log"]


def test_failed_init_container_is_told() -> None:
    ended = {"terminated": {"exitCode": 1, "reason": "Error"}}
    pod = {"status": {"initContainerStatuses": [{"name": "init", "ready": False, "state": ended}]}}
    [found] = container_troubles(pod)
    assert found["name"] == "init"
    assert found["why"] == "ended with exit code 1 (Error)"
    assert not found["previous"]


def test_running_but_unready_container_is_told() -> None:
    [found] = troubles(state={"running": {}})
    assert found["why"] == "is running, but not ready"


def test_ready_and_finished_containers_are_no_trouble() -> None:
    assert troubles(ready=True, state={"running": {}}) == []
    assert troubles(state={"terminated": {"exitCode": 0}}) == []


def test_only_unmet_conditions_with_a_message_are_told() -> None:
    conditions = [
        {"type": "Ready", "status": "False", "message": "not yet"},
        {"type": "Other", "status": "False"},
        {"type": "Good", "status": "True", "message": "fine"},
    ]
    assert list(bad_conditions({"status": {"conditions": conditions}})) == [
        "condition Ready=False: not yet"
    ]
