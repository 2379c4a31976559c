# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Watches on a real API server: ended, expired, killed; and how soon an event ends a wait."""

from __future__ import annotations

import statistics
import threading
import time
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from kube.conftest import apply_objects, connect, items_of
from kube.objects import Object, config_map, widget, widget_crd, workload
from kube.proxy import FaultProxy
from kube.server import KubeServer
from kube.writes import READY, write_status

ENGINE = "ansible_collections.cloudnative.platform.plugins.module_utils._kube"
EVENTS = 40


class Waiting:
    """A wait in a thread of its own."""

    def __init__(self, client: Any, objects: list[Object], timeout: float, **options: Any):
        self.ended = 0.0
        self.results: list[dict[str, Any]] = []
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(client, objects, timeout, options))
        self._thread.start()

    def _run(self, client: Any, objects: list[Object], timeout: float, options: Any) -> None:
        from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wait import (
            wait_ready,
        )

        wanted = [(item.ref, item.resource) for item in items_of(client, objects)]
        try:
            self.results = wait_ready(client, wanted, timeout, **options)
        except Exception as error:
            self.error = error
        self.ended = time.monotonic()

    def is_over(self) -> bool:
        """Whether it has returned or failed."""
        return not self._thread.is_alive()

    def result(self) -> list[dict[str, Any]]:
        """What it returned. Raises its error."""
        self._thread.join()
        if self.error:
            raise self.error
        return self.results


def until(fact: Callable[[], object]) -> None:
    """Return when something is so; the test's own time limit is 30 seconds."""
    deadline = time.monotonic() + 30.0
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_hundred_objects_of_five_kinds(
    client: Any, name: str, figure: Callable[[str], None]
) -> None:
    """In two namespaces, made ready in another order than given; one LIST and WATCH per kind."""
    crd = widget_crd(f"{name}.example")
    crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["status"] = {
        "type": "object",
        "x-kubernetes-preserve-unknown-fields": True,
    }
    crd["spec"]["versions"][0]["subresources"] = {"status": {}}
    places = [f"{name}-a", f"{name}-b"]
    grounds = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": p}} for p in places]
    apply_objects(client, [crd, *grounds], wait=True, wait_timeout=30.0)
    objects = [
        body
        for number in range(10)
        for place in places
        for body in objects_of_five_kinds(f"{name}.example", place, f"n{number}")
    ]
    apply_objects(client, objects)
    before = client.http.requests
    waiting = Waiting(client, objects, 60.0)
    until(lambda: client.http.requests >= before + 10)
    started = time.monotonic()
    for body in reversed(objects):
        assert not waiting.is_over()
        write_status(client, body, status_of(body))
    results = waiting.result()
    figure(f"{waiting.ended - started:.2f} s for 100 status writes and the end of the wait")
    assert len(results) == 100
    assert {result["state"] for result in results} == {"ready"}
    # One LIST and one WATCH per kind, and what the test wrote itself.
    assert client.http.requests == before + 10 + 100


def objects_of_five_kinds(group: str, namespace: str, name: str) -> list[Object]:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}},
            "storageClassName": "none",
        },
    }
    return [
        workload("Deployment", namespace, name),
        workload("StatefulSet", namespace, name),
        workload("DaemonSet", namespace, name),
        claim,
        widget(group, namespace, name=name) | {"metadata": {"name": name, "namespace": namespace}},
    ]


def status_of(body: Object) -> Object:
    """The status that a controller writes when all is well."""
    counts = {"desiredNumberScheduled": 1, "currentNumberScheduled": 1, "numberMisscheduled": 0}
    return {
        "Deployment": READY,
        "StatefulSet": READY,
        "DaemonSet": {
            "observedGeneration": 1,
            "numberReady": 1,
            "numberAvailable": 1,
            "updatedNumberScheduled": 1,
            **counts,
        },
        "PersistentVolumeClaim": {"phase": "Bound"},
        "Widget": {"observedGeneration": 1},
    }[body["kind"]]


def test_streams_that_the_server_ends_are_followed_by_others(
    server: KubeServer, client: Any, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{ENGINE}.watch.WATCH", 1.0)
    deployments = [workload("Deployment", namespace, name) for name in ("first", "second")]
    apply_objects(client, deployments)
    with FaultProxy(server) as proxy:
        waiting = Waiting(connect(proxy.kubeconfig()), deployments, 30.0)
        until(lambda: sum(request.watches for request in proxy.requests) >= 3)
        write_status(client, deployments[0], READY)
        until(lambda: sum(request.watches for request in proxy.requests) >= 5)
        write_status(client, deployments[1], READY)
        waiting.result()


def asked(proxy: FaultProxy, word: str) -> list[str]:
    """Whether requests with a word in their path were lists or watches, in their order."""
    reads = [r for r in proxy.requests if word in r.path and r.method == "GET"]
    return ["watch" if request.watches else "list" for request in reads]


def test_wait_outlives_a_killed_server(mortal: KubeServer) -> None:
    admin = connect(mortal.kubeconfig(), retry_timeout=60.0)
    deployments = [workload("Deployment", "default", name) for name in ("first", "second")]
    apply_objects(admin, deployments)
    before = admin.http.requests
    waiting = Waiting(admin, deployments, 120.0)
    until(lambda: admin.http.requests >= before + 2)
    mortal.kill_api()
    time.sleep(1.0)
    mortal.start_api()
    for deployment in deployments:
        assert not waiting.is_over()
        write_status(admin, deployment, READY)
    assert {result["state"] for result in waiting.result()} == {"ready"}


def test_wait_outlives_a_killed_server_and_a_compaction(mortal: KubeServer) -> None:
    """The version from which to go on is in nobody's memory any more: 410."""
    admin = connect(mortal.kubeconfig(), retry_timeout=60.0)
    deployments = [workload("Deployment", "default", name) for name in ("first", "second")]
    apply_objects(admin, deployments)
    with FaultProxy(mortal) as proxy:
        waiting = Waiting(connect(proxy.kubeconfig()), deployments, 120.0)
        until(lambda: asked(proxy, "/deployments") == ["list", "watch"])
        apply_objects(admin, [config_map("default", f"n{number}", k="v") for number in range(20)])
        mortal.kill_api()
        compact(mortal)
        mortal.start_api()
        write_status(admin, deployments[0], READY)
        until(lambda: asked(proxy, "/deployments")[2:].count("list") >= 1)
        assert not waiting.is_over()
        write_status(admin, deployments[1], READY)
        waiting.result()


def compact(server: KubeServer) -> None:
    """Let etcd forget all states but the present one."""
    url = f"http://127.0.0.1:{server.etcd_port}/v3/kv/compaction"
    content = f'{{"revision": {server.keys.revision()}, "physical": true}}'.encode()
    with urllib.request.urlopen(url, data=content, timeout=10) as answer:
        assert answer.status == 200


def test_latency_is_measured(client: Any, namespace: str, figure: Callable[[str], None]) -> None:
    """From before the write of the status to the return of the wait, among 20 other objects."""
    others = [workload("Deployment", namespace, f"other-{number}") for number in range(20)]
    apply_objects(client, others)
    taken = []
    for number in range(EVENTS):
        deployment = workload("Deployment", namespace, f"n{number}")
        apply_objects(client, [deployment])
        before = client.http.requests
        waiting = Waiting(client, [deployment], 30.0)
        until(lambda before=before: client.http.requests >= before + 2)
        started = time.monotonic()
        write_status(client, deployment, READY)
        waiting.result()
        taken.append((waiting.ended - started) * 1000)
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    figure(f"{len(taken)} events, p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    assert len(taken) == EVENTS
