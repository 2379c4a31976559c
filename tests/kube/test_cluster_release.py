# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A cluster lets go of what its controllers hold in AWS, also when it is half dead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kube import controller_manager
from kube.controller_manager import ControllerManager
from kube.objects import Object, workload
from kube.server import KubeServer, free_port
from kube.writes import merge

Apply = Callable[..., list[Any]]
# Those that remove pods, and that hold claims as long as pods use them.
CONTROLLERS = (
    "statefulset-controller,garbage-collector-controller,"
    "persistentvolumeclaim-protection-controller,persistentvolume-protection-controller"
)
EXPECTED = ["Ingress", "Service", "StatefulSet", "PersistentVolumeClaim"]


@pytest.fixture
def controllers(
    server: KubeServer, client: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ControllerManager]:
    """The real ones."""
    monkeypatch.setattr(controller_manager, "CONTROLLERS", CONTROLLERS)
    with ControllerManager(server, client) as running:
        yield running


def release(client: Any, **options: Any) -> Any:
    """Release through the code that the module calls."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._teardown.release import (
        release,
    )

    return release(client, **{"timeout": 30.0, "check": False, **options})


def service(namespace: str, name: str, type: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"type": type, "ports": [{"port": 80}]},
    }


def ingress(namespace: str) -> Object:
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "web", "namespace": namespace},
        "spec": {"defaultBackend": backend},
    }


def disk(namespace: str) -> list[Object]:
    """A claim that is bound to an EBS volume, and the database on it."""
    size = {"storage": "1Gi"}
    volume: Object = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": f"{namespace}-disk"},
        "spec": {
            "capacity": size,
            "accessModes": ["ReadWriteOnce"],
            "csi": {"driver": "ebs.csi.aws.com", "volumeHandle": f"vol-{namespace}"},
        },
    }
    claim: Object = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "disk", "namespace": namespace},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": size},
            "volumeName": f"{namespace}-disk",
            "storageClassName": "",
        },
    }
    database = workload("StatefulSet", namespace, "db")
    database["spec"]["template"]["spec"]["volumes"] = [
        {"name": "disk", "persistentVolumeClaim": {"claimName": "disk"}}
    ]
    return [volume, claim, database]


def estate(namespace: str) -> list[Object]:
    """All that has something in AWS, and a Service and a workload that have not."""
    return [
        service(namespace, "web", "LoadBalancer"),
        service(namespace, "inner", "ClusterIP"),
        ingress(namespace),
        *disk(namespace),
        workload("StatefulSet", namespace, "stateless"),
    ]


def of(namespace: str, references: list[str]) -> list[str]:
    """The kinds of what lies in a namespace; others are of other tests."""
    return [text.split()[0] for text in references if f" {namespace}/" in text]


def pods(client: Any, namespace: str) -> list[str]:
    found = client.list_objects(client.find("v1", "Pod"), namespace)
    return sorted(pod["metadata"]["name"] for pod in found)


def until(reached: Callable[[], bool], client: Any) -> None:
    deadline = client.http.clock() + 60
    while not reached():
        assert client.http.clock() < deadline
        client.http.sleep(0.2)


def test_load_balancers_and_disks_go_with_the_workloads_on_them(
    apply: Apply, client: Any, namespace: str, controllers: ControllerManager
) -> None:
    apply(estate(namespace))
    until(lambda: pods(client, namespace) == ["db-0", "stateless-0"], client)

    foreseen = release(client, check=True)
    assert sorted(of(namespace, foreseen.deleted)) == sorted(EXPECTED)
    assert pods(client, namespace) == ["db-0", "stateless-0"]

    released = release(client)
    assert released.problems == []
    assert of(namespace, released.deleted) == of(namespace, foreseen.deleted)
    assert f"vol-{namespace}" in released.disks
    assert pods(client, namespace) == ["stateless-0"]
    services = client.list_objects(client.find("v1", "Service"), namespace)
    assert [body["metadata"]["name"] for body in services] == ["inner"]
    assert of(namespace, release(client).deleted) == []


def test_argo_cd_is_stopped_first(
    apply: Apply, client: Any, namespace: str, controllers: ControllerManager
) -> None:
    argocd = workload("StatefulSet", namespace, "argocd-application-controller")
    argocd["metadata"]["labels"] = {"app.kubernetes.io/name": "argocd-application-controller"}
    apply([argocd])
    until(lambda: pods(client, namespace) != [], client)
    name = f"StatefulSet {namespace}/argocd-application-controller"
    assert release(client, check=True).frozen == [name]
    assert release(client).frozen == [name]
    assert pods(client, namespace) == []
    assert release(client).frozen == []


def test_what_does_not_go_in_time_is_told_and_stops_nothing(
    apply: Apply, client: Any, namespace: str, controllers: ControllerManager
) -> None:
    held = service(namespace, "web", "LoadBalancer")
    held["metadata"]["finalizers"] = ["service.kubernetes.io/load-balancer-cleanup"]
    apply([held, *disk(namespace)])
    try:
        released = release(client, timeout=15.0)
        [problem] = released.problems
        assert f"Service {namespace}/web" in problem
        assert "service.kubernetes.io/load-balancer-cleanup" in problem
        assert "PersistentVolumeClaim" in of(namespace, released.deleted)
    finally:
        merge(client, held, {"metadata": {"finalizers": None}})


def test_a_server_that_is_away_is_told(server: KubeServer) -> None:
    from ansible_collections.cloudnative.platform.plugins.modules.cluster_release import run

    url = f"https://127.0.0.1:{free_port()}"
    path = server.kubeconfig(name="away", url=url)
    params = {"kubeconfig": str(path), "context": None, "retry_timeout": 1.0, "timeout": 1.0}
    result = run(params, check=False)
    assert not result["reachable"]
    assert not result["changed"]
    assert url.removeprefix("https://") in result["problems"][0]
