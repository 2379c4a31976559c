# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Waiting for a set; the test plays the controllers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kube.conftest import apply_objects, connect
from kube.objects import Object, config_map, job, pod, workload
from kube.server import KubeServer
from kube.writes import write_status

Apply = Callable[..., list[Any]]


def warn(client: Any, body: Object, reason: str, message: str) -> None:
    """Record a warning about an object, as kubelets and controllers do."""
    metadata = body["metadata"]
    involved = {"apiVersion": body["apiVersion"], "kind": body["kind"], **metadata}
    involved.pop("labels", None)
    client.create(
        {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"generateName": "event-", "namespace": metadata["namespace"]},
            "involvedObject": involved,
            "type": "Warning",
            "reason": reason,
            "message": message,
            "count": 4,
        }
    )


def test_returns_soon_after_the_last_object_is_ready(
    apply: Apply, client: Any, namespace: str
) -> None:
    deployment = workload("Deployment", namespace)
    ready = {
        "observedGeneration": 1,
        "replicas": 1,
        "updatedReplicas": 1,
        "readyReplicas": 1,
        "availableReplicas": 1,
    }
    timer = threading.Timer(1.5, write_status, [client, deployment, ready])
    timer.start()
    started = time.monotonic()
    apply([deployment, config_map(namespace)], wait=True, wait_timeout=30.0)
    assert 1.4 < time.monotonic() - started < 10
    timer.join()


def test_failed_job_ends_the_wait_at_once_and_tells_why(
    apply: Apply, client: Any, namespace: str
) -> None:
    body = job(namespace)
    apply([body])
    failure = {"type": "FailureTarget", "status": "True", "reason": "BackoffLimitExceeded"}
    now = "2026-01-01T00:00:00Z"
    message = "Job has reached the specified backoff limit"
    conditions = [
        {**failure, "message": message, "lastTransitionTime": now},
        {**failure, "type": "Failed", "message": message, "lastTransitionTime": now},
    ]
    write_status(client, body, {"startTime": now, "failed": 1, "conditions": conditions})
    warn(client, body, "BackoffLimitExceeded", "the event about the job")
    started = time.monotonic()
    with pytest.raises(Exception, match=f"Job {namespace}/migrate") as raised:
        apply([body], wait=True, wait_timeout=60.0)
    assert time.monotonic() - started < 10
    assert "failed for good" in str(raised.value)
    assert message in str(raised.value)
    assert "the event about the job (4 times)" in str(raised.value)


def test_timeout_names_what_blocks_and_its_pods_troubles(
    apply: Apply, client: Any, namespace: str
) -> None:
    deployment, web = workload("Deployment", namespace), pod(namespace, "web-1", app="web")
    apply([deployment, web, config_map(namespace)])
    write_status(client, deployment, {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1})
    waiting = {"reason": "ImagePullBackOff", "message": "registry.example cannot be found"}
    container = {
        "name": "web",
        "ready": False,
        "image": "",
        "imageID": "",
        "restartCount": 0,
        "state": {"waiting": waiting},
    }
    write_status(client, web, {"phase": "Pending", "containerStatuses": [container]})
    warn(client, web, "Failed", "the event about the pod")
    with pytest.raises(Exception, match="1 object not ready after 1 s") as raised:
        apply([deployment, config_map(namespace)], wait=True, wait_timeout=1.0)
    text = str(raised.value)
    assert f"Deployment {namespace}/web: 0 of 1 replicas are available" in text
    assert "the event about the pod" in text
    assert "container web: ImagePullBackOff: registry.example cannot be found" in text
    assert "settings" not in text


def test_timeout_is_obeyed_without_a_server(tmp_path: Path) -> None:
    mortal = KubeServer(tmp_path)
    try:
        mortal.start()
        client = connect(mortal.kubeconfig(), retry_timeout=60.0)
        threading.Timer(1.0, mortal.kill_api).start()
        started = time.monotonic()
        with pytest.raises(Exception, match=r"cannot reach|not ready"):
            apply_objects(client, [workload("Deployment", "default")], wait=True, wait_timeout=3.0)
        assert time.monotonic() - started < 15
    finally:
        mortal.stop()


def test_timeout_is_obeyed(apply: Apply, namespace: str) -> None:
    started = time.monotonic()
    with pytest.raises(Exception, match="not ready"):
        apply([workload("StatefulSet", namespace)], wait=True, wait_timeout=1.0)
    assert time.monotonic() - started < 5
