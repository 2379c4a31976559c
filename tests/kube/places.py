# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects of many kinds, and what may stand in which of their places."""

from __future__ import annotations

import base64
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from kube.objects import Object, config_map, job, secret, widget, workload

# Nothing stands there.
ABSENT = None
LABELS = [ABSENT, {"tier": "front"}, {"tier": "back", "team": "blue"}, {"team": "red"}]
NOTES = [ABSENT, {"test.example/note": "one"}, {"test.example/note": "two\nlines", "other": ""}]
PORTS = [
    ABSENT,
    [{"containerPort": 80}],
    [{"containerPort": 80, "protocol": "TCP", "name": "http"}, {"containerPort": 443}],
    [{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53, "protocol": "TCP"}],
]
ENVIRONMENT = [
    ABSENT,
    [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
    [{"name": "B", "value": "2"}, {"name": "A", "value": "3"}],
    [{"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
]
RESOURCES = [
    ABSENT,
    {"requests": {"cpu": "500m", "memory": "1Gi"}},
    {"requests": {"cpu": 0.5, "memory": "1024Mi"}, "limits": {"memory": "2Gi"}},
    {"limits": {"cpu": "1", "memory": "1500M"}},
]
SIDECARS = [
    ABSENT,
    {"name": "side", "image": "registry.example/side:1"},
    {"name": "side", "image": "registry.example/side:2", "args": ["--verbose", "--port=1"]},
]
PROBES = [
    ABSENT,
    {"httpGet": {"path": "/", "port": 80}},
    {"httpGet": {"path": "/ready", "port": "http"}, "periodSeconds": 5},
    {"tcpSocket": {"port": 80}},
]
VOLUMES = [
    ABSENT,
    [{"name": "tmp", "emptyDir": {}}],
    [
        {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}},
        {"name": "set", "configMap": {"name": "a"}},
    ],
]
POD = "spec.template.spec"
WEB = f"{POD}.containers.0"
TEMPLATE = {
    f"{POD}.containers.1": SIDECARS,
    f"{POD}.terminationGracePeriodSeconds": [ABSENT, 5, 30],
    f"{POD}.volumes": VOLUMES,
    f"{WEB}.env": ENVIRONMENT,
    f"{WEB}.image": ["registry.example/web:1", "registry.example/web:2"],
    f"{WEB}.livenessProbe": PROBES,
    f"{WEB}.ports": PORTS,
    f"{WEB}.resources": RESOURCES,
    "spec.template.metadata.annotations": NOTES,
}
SERVICE_PORTS = [
    [{"port": 80}],
    [{"port": 80, "targetPort": "http", "name": "web"}, {"port": 443, "name": "tls"}],
    [{"port": 53, "protocol": "UDP", "name": "u"}, {"port": 53, "protocol": "TCP", "name": "t"}],
]
SELECTORS = [{"app": "web"}, {"app": "web", "tier": "front"}]
PEERS = [ABSENT, [], [{"from": [{"podSelector": {}}]}], [{"ports": [{"port": 80}]}]]
RULES = [
    [],
    [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
    [{"apiGroups": ["", "apps"], "resources": ["*"], "verbs": ["get", "list"]}],
]
SUBJECTS = [
    [{"kind": "User", "name": "anna", "apiGroup": "rbac.authorization.k8s.io"}],
    [{"kind": "ServiceAccount", "name": "robot", "namespace": "default"}],
]
TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization"}}}
BACKEND = {"service": {"name": "web", "port": {"number": 80}}}


def simple(api_version: str, kind: str, **sections: Any) -> Object:
    """An object of any kind."""
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "web"}, **sections}


def _metric(percent: int) -> Object:
    metric = deepcopy(CPU)
    metric["resource"]["target"]["averageUtilization"] = percent
    return metric


def _host(name: str) -> Object:
    path = {"path": "/", "pathType": "Prefix", "backend": BACKEND}
    return {"host": name, "http": {"paths": [path]}}


def _plain(value: str) -> str:
    return base64.b64encode(value.encode()).decode()


# What an object is at first, and what may stand in which of its places.
KINDS: dict[str, tuple[Callable[[str], Object], dict[str, list[Any]]]] = {
    "ConfigMap": (
        lambda ns: config_map(ns, key="value"),
        {
            "data.key": [ABSENT, "1", "yes"],
            "data.other": [ABSENT, "a\nb\n", ""],
            "binaryData": [ABSENT, {"raw": "AAEC"}],
            "data.dotted~name": [ABSENT, "x: 1\n"],
        },
    ),
    "Secret": (
        lambda ns: secret(ns, password="canary-0"),
        {
            "stringData.password": [ABSENT, "canary-1", "canary-2"],
            "data.password": [ABSENT, _plain("canary-1"), _plain("canary-3")],
            "data.token": [ABSENT, _plain("canary-4")],
        },
    ),
    "Service": (
        lambda ns: simple("v1", "Service", spec={"ports": [{"port": 80}]}),
        {
            "spec.ports": SERVICE_PORTS,
            "spec.selector": [ABSENT, *SELECTORS],
            "spec.type": [ABSENT, "ClusterIP", "NodePort"],
            "spec.sessionAffinity": [ABSENT, "ClientIP", "None"],
            "spec.publishNotReadyAddresses": [ABSENT, True, False],
        },
    ),
    "Deployment": (
        lambda ns: workload("Deployment", ns),
        {
            **TEMPLATE,
            "spec.replicas": [ABSENT, 0, 1, 3],
            "spec.strategy": [ABSENT, {"type": "Recreate"}, {"rollingUpdate": {"maxSurge": "50%"}}],
        },
    ),
    "StatefulSet": (
        lambda ns: workload("StatefulSet", ns),
        {**TEMPLATE, "spec.replicas": [ABSENT, 2], "spec.minReadySeconds": [ABSENT, 0, 5]},
    ),
    "DaemonSet": (
        lambda ns: workload("DaemonSet", ns),
        {**TEMPLATE, "spec.updateStrategy": [ABSENT, {"type": "OnDelete"}]},
    ),
    "Job": (
        lambda ns: job(ns),
        {
            "spec.backoffLimit": [ABSENT, 0, 4],
            "spec.parallelism": [ABSENT, 1, 2],
            "spec.ttlSecondsAfterFinished": [ABSENT, 60],
            "spec.suspend": [ABSENT, True, False],
        },
    ),
    "CronJob": (
        lambda ns: simple(
            "batch/v1",
            "CronJob",
            spec={"schedule": "@daily", "jobTemplate": {"spec": job(ns)["spec"]}},
        ),
        {
            "spec.schedule": ["@daily", "*/5 * * * *"],
            "spec.suspend": [ABSENT, True],
            "spec.jobTemplate.spec.template.spec.containers.0.env": ENVIRONMENT,
        },
    ),
    "NetworkPolicy": (
        lambda ns: simple("networking.k8s.io/v1", "NetworkPolicy", spec={"podSelector": {}}),
        {
            "spec.ingress": PEERS,
            "spec.podSelector": [{}, {"matchLabels": {"app": "web"}}],
            "spec.policyTypes": [ABSENT, ["Ingress"], ["Ingress", "Egress"]],
        },
    ),
    "Ingress": (
        lambda ns: simple("networking.k8s.io/v1", "Ingress", spec={"rules": [_host("a.example")]}),
        {
            "spec.rules": [[_host("a.example")], [_host("b.example"), _host("a.example")]],
            "spec.tls": [ABSENT, [{"hosts": ["a.example"], "secretName": "tls"}]],
        },
    ),
    "HorizontalPodAutoscaler": (
        lambda ns: simple(
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            spec={"maxReplicas": 3, "scaleTargetRef": TARGET},
        ),
        {
            "spec.maxReplicas": [3, 10],
            "spec.minReplicas": [ABSENT, 1, 2],
            "spec.metrics": [ABSENT, [_metric(50)], [_metric(80)]],
        },
    ),
    "PodDisruptionBudget": (
        lambda ns: simple("policy/v1", "PodDisruptionBudget", spec={"maxUnavailable": 1}),
        {
            "spec.maxUnavailable": [1, "10%"],
            "spec.selector": [ABSENT, {"matchLabels": {"app": "web"}}],
        },
    ),
    "Role": (
        lambda ns: simple("rbac.authorization.k8s.io/v1", "Role", rules=[]),
        {"rules": RULES},
    ),
    "RoleBinding": (
        lambda ns: simple(
            "rbac.authorization.k8s.io/v1",
            "RoleBinding",
            roleRef={
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": "ClusterRole",
                "name": "view",
            },
        ),
        {"subjects": [ABSENT, *SUBJECTS, [*SUBJECTS[0], *SUBJECTS[1]]]},
    ),
    "ResourceQuota": (
        lambda ns: simple("v1", "ResourceQuota"),
        {"spec.hard": [ABSENT, {"cpu": 2, "pods": "10"}, {"cpu": "2000m", "memory": "1.5Gi"}]},
    ),
    "ServiceAccount": (
        lambda ns: simple("v1", "ServiceAccount"),
        {
            "automountServiceAccountToken": [ABSENT, True, False],
            "imagePullSecrets": [ABSENT, [{"name": "a"}], [{"name": "b"}, {"name": "a"}]],
        },
    ),
    "Widget": (
        lambda ns: widget("truth.example", ns),
        {"spec.size": [ABSENT, 1, 2], "spec.list": [ABSENT, [1, 2], [2]]},
    ),
}
