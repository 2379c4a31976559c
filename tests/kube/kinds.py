# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects of the kinds that have a status, and what their controllers write there."""

from __future__ import annotations

from typing import Any, NamedTuple

from kube.objects import Object, job, pod, workload
from kube.writes import READY

NOW = "2026-01-01T00:00:00Z"
POD_LABELS = {"app": "web"}
TEMPLATE = {"metadata": {"labels": POD_LABELS}, "spec": pod("", "web")["spec"]}
DAEMON = {
    "observedGeneration": 1,
    "desiredNumberScheduled": 1,
    "currentNumberScheduled": 1,
    "numberMisscheduled": 0,
    "numberReady": 1,
    "numberAvailable": 1,
    "updatedNumberScheduled": 1,
}


def core(kind: str, **content: Any) -> Object:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "web"}, **content}


def met(name: str) -> Object:
    """A condition that is met."""
    return {"type": name, "status": "True", "lastTransitionTime": NOW, "reason": "Test"}


class Case(NamedTuple):
    """An object; a status with which it is not ready, what then blocks it; one with which it is."""

    body: Object
    before: Object
    blocks: str
    after: Object


REPLICAS = {"replicas": 1, "fullyLabeledReplicas": 1, "observedGeneration": 1}
CASES = {
    "Deployment": Case(
        workload("Deployment", ""), {**READY, "availableReplicas": 0}, "0 of 1 replicas", READY
    ),
    "StatefulSet": Case(
        workload("StatefulSet", ""),
        {**READY, "readyReplicas": 0, "availableReplicas": 0},
        "0 of 1 replicas",
        READY,
    ),
    "DaemonSet": Case(
        workload("DaemonSet", ""), {**DAEMON, "numberAvailable": 0}, "0 of 1", DAEMON
    ),
    "ReplicaSet": Case(
        workload("ReplicaSet", ""),
        REPLICAS,
        "0 of 1 replicas are available",
        {**REPLICAS, "readyReplicas": 1, "availableReplicas": 1},
    ),
    "ReplicationController": Case(
        core("ReplicationController", spec={"selector": POD_LABELS, "template": TEMPLATE}),
        REPLICAS,
        "0 of 1 replicas are available",
        {**REPLICAS, "readyReplicas": 1, "availableReplicas": 1},
    ),
    "Pod": Case(
        pod("", "web"),
        {"phase": "Pending"},
        "phase Pending",
        {"phase": "Running", "conditions": [met("Ready")]},
    ),
    "Job": Case(
        job("", "web"),
        {"startTime": NOW, "active": 1},
        "0 of 1 completions",
        {
            "startTime": NOW,
            "completionTime": NOW,
            "active": 0,
            "succeeded": 1,
            "conditions": [met("SuccessCriteriaMet"), met("Complete")],
        },
    ),
    "PersistentVolumeClaim": Case(
        core(
            "PersistentVolumeClaim",
            spec={
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": "1Gi"}},
                "storageClassName": "none",
            },
        ),
        {"phase": "Pending"},
        "phase Pending",
        {"phase": "Bound"},
    ),
    "PersistentVolume": Case(
        core(
            "PersistentVolume",
            spec={
                "accessModes": ["ReadWriteOnce"],
                "capacity": {"storage": "1Gi"},
                "hostPath": {"path": "/data"},
            },
        ),
        {"phase": "Pending"},
        "phase Pending",
        {"phase": "Available"},
    ),
    "Service": Case(
        core("Service", spec={"type": "LoadBalancer", "ports": [{"port": 80}]}),
        {},
        "has no load balancer address yet",
        {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}},
    ),
    "PodDisruptionBudget": Case(
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "web"},
            "spec": {"minAvailable": 1, "selector": {"matchLabels": POD_LABELS}},
        },
        {},
        "not seen the last change",
        {
            "observedGeneration": 1,
            "currentHealthy": 1,
            "desiredHealthy": 1,
            "disruptionsAllowed": 0,
            "expectedPods": 1,
        },
    ),
    "Node": Case(
        core("Node"),
        {"conditions": [{**met("Ready"), "status": "False", "message": "no network"}]},
        "no network",
        {"conditions": [met("Ready")]},
    ),
    "Widget": Case(
        {"apiVersion": "", "kind": "Widget", "metadata": {"name": "web"}, "spec": {"size": 1}},
        {"conditions": [{**met("Ready"), "status": "False", "message": "is being made"}]},
        "is being made",
        {"conditions": [{**met("Ready"), "observedGeneration": 1}]},
    ),
}
# What cannot become ready any more.
FAILURES = {
    "Deployment": {
        "observedGeneration": 1,
        "conditions": [
            {**met("Progressing"), "status": "False", "reason": "ProgressDeadlineExceeded"}
        ],
    },
    "Pod": {"phase": "Failed", "message": "the node was lost"},
    "Job": {
        "startTime": NOW,
        "active": 0,
        "failed": 1,
        "conditions": [met("FailureTarget"), {**met("Failed"), "reason": "BackoffLimitExceeded"}],
    },
    "PersistentVolumeClaim": {"phase": "Lost"},
    "PersistentVolume": {"phase": "Failed", "message": "no such disk"},
    "Widget": {"conditions": [{**met("Stalled"), "reason": "NoSuchSize"}]},
}
# Ready as soon as they exist.
STATELESS = {
    "CronJob": {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "spec": {"schedule": "0 0 * * *", "jobTemplate": {"spec": job("", "web")["spec"]}},
    },
    "Ingress": {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "spec": {
            "defaultBackend": {"service": {"name": "web", "port": {"number": 80}}},
        },
    },
    "HorizontalPodAutoscaler": {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "spec": {
            "maxReplicas": 2,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
        },
    },
    "Service": {"apiVersion": "v1", "kind": "Service", "spec": {"ports": [{"port": 80}]}},
}
