# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person reads when a wait ends badly: the object, its conditions, events and logs."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from kube.conftest import apply_objects, connect, items_of
from kube.kinds import NOW, STATELESS
from kube.kubelet import Kubelet, tell
from kube.objects import Object, config_map, job, pod, widget, widget_crd, workload
from kube.proxy import FaultProxy
from kube.server import KubeServer
from kube.writes import merge, write_status

FAILED = {"type": "Failed", "status": "True", "lastTransitionTime": NOW}
TARGET = {**FAILED, "type": "FailureTarget"}


def explained(client: Any, body: Object, **options: Any) -> str:
    """The text with which a wait for an object ends badly."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wait import wait_ready

    wanted = [(item.ref, item.resource) for item in items_of(client, [body])]
    with pytest.raises(Exception, match=r"1 object (not ready|failed)") as raised:
        wait_ready(client, wanted, 0.0, **options)
    return str(raised.value)


def claim(namespace: str, name: str = "data-db-0") -> Object:
    spec = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
        "storageClassName": "slow",
    }
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    }


def container(**state: Any) -> Object:
    return {
        "name": "web",
        "ready": False,
        "image": "",
        "imageID": "",
        "restartCount": 1,
        "state": state,
    }


def test_crashing_pod_of_a_deployment_tells_the_last_lines_of_its_log(
    server: KubeServer, client: Any, namespace: str
) -> None:
    deployment = workload("Deployment", namespace)
    crashing, well = pod(namespace, "web-1", app="web"), pod(namespace, "web-2", app="web")
    for body in (crashing, well):
        body["spec"]["nodeName"] = namespace
    apply_objects(client, [deployment, crashing, well])
    write_status(client, deployment, {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1})
    write_status(client, well, {"phase": "Running", "conditions": [{**FAILED, "type": "Ready"}]})
    status = container(waiting={"reason": "CrashLoopBackOff", "message": "back-off 10s"})
    status["lastState"] = {"terminated": {"exitCode": 3, "reason": "Error"}}
    write_status(client, crashing, {"phase": "Running", "containerStatuses": [status]})
    log = "".join(f"line {number}\n" for number in range(20))
    logs = {"web/previous": f"{log}cannot connect to postgres://blog:wonderland@db/blog\n"}
    with Kubelet(server, client, namespace, logs):
        text = explained(client, deployment)
    assert "0 of 1 replicas are available" in text
    assert "pod web-1: phase Running" in text
    assert "container web: CrashLoopBackOff: back-off 10s; it ended before with exit code 3" in text
    assert "| cannot connect to postgres://blog:hidden@db/blog" in text
    assert "| line 11" in text
    assert "line 10\n" not in text
    assert "wonderland" not in text
    assert "web-2" not in text


def test_failed_job_tells_the_end_of_its_pod(
    server: KubeServer, client: Any, namespace: str
) -> None:
    body, worker = job(namespace), pod(namespace, "migrate-1")
    [outcome] = apply_objects(client, [body])
    worker["metadata"]["labels"] = outcome.after["spec"]["selector"]["matchLabels"]
    worker["spec"]["nodeName"] = namespace
    apply_objects(client, [worker])
    ended = container(terminated={"exitCode": 1, "reason": "Error"})
    write_status(client, worker, {"phase": "Failed", "containerStatuses": [ended]})
    failure = {"message": "Job has reached the specified backoff limit"}
    conditions = [{**TARGET, **failure}, {**FAILED, **failure}]
    write_status(client, body, {"startTime": NOW, "failed": 1, "conditions": conditions})
    tell(client, body, "BackoffLimitExceeded", "the event about the job")
    with Kubelet(server, client, namespace, {"web": "table users exists already\n"}):
        text = explained(client, body)
    assert text.startswith(f"1 object failed for good:\n- Job {namespace}/migrate: Failed is True")
    assert "event on Job migrate: BackoffLimitExceeded: the event about the job (4 times)" in text
    assert "container web: ended with exit code 1 (Error)" in text
    assert "| table users exists already" in text


def test_stateful_set_tells_what_the_claim_of_its_pod_lacks(client: Any, namespace: str) -> None:
    body, volume, member = (
        workload("StatefulSet", namespace, "db"),
        claim(namespace),
        pod(namespace, "db-0", app="db"),
    )
    member["spec"]["volumes"] = [
        {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-0"}}
    ]
    apply_objects(client, [body, volume, member])
    tell(client, volume, "ProvisioningFailed", 'storageclass "slow" not found')
    unbound = {"message": "pod has unbound immediate PersistentVolumeClaims"}
    scheduled = {**FAILED, **unbound, "type": "PodScheduled", "status": "False"}
    write_status(client, member, {"phase": "Pending", "conditions": [scheduled]})
    text = explained(client, body)
    assert "condition PodScheduled=False: pod has unbound immediate" in text
    assert "event on PersistentVolumeClaim data-db-0: ProvisioningFailed: storageclass" in text


def test_daemon_set_whose_pods_are_refused_tells_the_refusal(client: Any, namespace: str) -> None:
    body = workload("DaemonSet", namespace)
    apply_objects(client, [body, config_map(namespace)])
    tell(client, body, "FailedCreate", "pods is forbidden: violates PodSecurity")
    tell(client, config_map(namespace, "other"), "Unrelated", "about something else")
    text = explained(client, body)
    assert "event on DaemonSet web: FailedCreate: pods is forbidden: violates PodSecurity" in text
    assert "something else" not in text


def test_replica_set_of_a_deployment_tells_the_quota(client: Any, namespace: str) -> None:
    deployment, replicas = (
        workload("Deployment", namespace),
        workload("ReplicaSet", namespace, "web-7d4"),
    )
    [outcome] = apply_objects(client, [deployment])
    owner = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    replicas["metadata"]["ownerReferences"] = [{**owner, "uid": outcome.after["metadata"]["uid"]}]
    apply_objects(client, [replicas])
    failure = {**FAILED, "type": "ReplicaFailure", "message": "exceeded quota: pods=10"}
    write_status(client, deployment, {"observedGeneration": 1, "conditions": [failure]})
    tell(client, replicas, "FailedCreate", "exceeded quota: compute")
    text = explained(client, deployment)
    assert "condition ReplicaFailure=True: exceeded quota: pods=10" in text
    assert "event on ReplicaSet web-7d4: FailedCreate: exceeded quota: compute" in text


def test_claim_tells_what_it_waits_for(client: Any, namespace: str) -> None:
    body = claim(namespace)
    apply_objects(client, [body])
    tell(client, body, "WaitForFirstConsumer", "waiting for first consumer", kind="Normal")
    assert "WaitForFirstConsumer: waiting for first consumer" in explained(client, body)


def test_cron_job_tells_about_the_pods_of_its_jobs(client: Any, namespace: str) -> None:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.rules import has_value

    place = {"metadata": {"name": "nightly", "namespace": namespace}}
    body, run, worker = (
        {**STATELESS["CronJob"], **place},
        job(namespace, "nightly-1"),
        pod(namespace, "nightly-1-x"),
    )
    [outcome] = apply_objects(client, [body])
    owner = {"apiVersion": "batch/v1", "kind": "CronJob", "name": "nightly"}
    run["metadata"]["ownerReferences"] = [{**owner, "uid": outcome.after["metadata"]["uid"]}]
    [made] = apply_objects(client, [run])
    worker["metadata"]["labels"] = made.after["spec"]["selector"]["matchLabels"]
    apply_objects(client, [worker])
    ended = container(waiting={"reason": "ErrImagePull", "message": "no such image"})
    write_status(client, worker, {"phase": "Pending", "containerStatuses": [ended]})
    tell(client, run, "BackoffLimitExceeded", "the event about the job")
    text = explained(client, body, rule=has_value(".status.lastSuccessfulTime"))
    assert "CronJob" in text
    assert ".status.lastSuccessfulTime has no value" in text
    assert "event on Job nightly-1: BackoffLimitExceeded: the event about the job" in text
    assert "container web: ErrImagePull: no such image" in text


@pytest.mark.parametrize("scope", ["Namespaced", "Cluster"])
def test_custom_resource_tells_its_conditions_and_events(
    client: Any, namespace: str, scope: str
) -> None:
    group = f"{namespace}.example"
    crd, body = widget_crd(group), widget(group, namespace)
    schema = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    schema["properties"]["status"] = {
        "type": "object",
        "x-kubernetes-preserve-unknown-fields": True,
    }
    crd["spec"]["scope"] = scope
    apply_objects(client, [crd], wait=True, wait_timeout=30.0)
    if scope == "Cluster":
        body["metadata"] = {"name": namespace}
    apply_objects(client, [body])
    body["metadata"].setdefault("namespace", "")
    conditions = [
        {"type": "Ready", "status": "False", "message": "size 1 is too small"},
        {"type": "Degraded", "status": "True", "message": "token=wonderland was refused"},
    ]
    merge(client, body, {"status": {"conditions": conditions}})
    tell(client, body, "ResizeFailed", "password: wonderland is not accepted")
    text = explained(client, body)
    assert "condition Ready=False: size 1 is too small" in text
    assert "condition Degraded=True: token=hidden was refused" in text
    assert "ResizeFailed: password: hidden is not accepted" in text
    assert "wonderland" not in text


def test_explaining_takes_no_longer_than_a_second_when_the_network_is_lost(
    server: KubeServer, client: Any, namespace: str
) -> None:
    objects = [workload("Deployment", namespace, f"n{number}") for number in range(6)]
    outcomes = apply_objects(client, objects)
    known = {outcome.ref: outcome.after for outcome in outcomes}
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wait import wait_ready

    with FaultProxy(server) as proxy:
        cut_off = connect(proxy.kubeconfig())
        wanted = [(item.ref, item.resource) for item in items_of(cut_off, objects)]
        threading.Timer(0.3, proxy.connected.clear).start()
        started = time.monotonic()
        with pytest.raises(Exception, match="6 objects not ready after 1 s") as raised:
            wait_ready(cut_off, wanted, 1.0, known=known)
        assert time.monotonic() - started < 5.0
    text = str(raised.value)
    assert "n4: its controller has not seen the last change yet" in text
    assert "and 1 more: Deployment" in text
    assert "(no more is known: the server did not answer in time)" in text
