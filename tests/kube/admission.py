# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects that the namespaces of services admit, to be spoiled one field at a time."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from kube.objects import Object

REGISTRY = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com"
DIGEST = "@sha256:" + 64 * "a"
NAMESPACE = "admission"
ELSEWHERE = "elsewhere"
# Where the pod's spec is in each kind.
FIELDS = {
    "Pod": "spec",
    "Deployment": "spec.template.spec",
    "StatefulSet": "spec.template.spec",
    "DaemonSet": "spec.template.spec",
    "Job": "spec.template.spec",
    "CronJob": "spec.jobTemplate.spec.template.spec",
}


def container(name: str = "main", image: str = f"{REGISTRY}/blog:4f1c2d7") -> Object:
    """One that nothing is wrong with."""
    return {
        "name": name,
        "image": image,
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
        },
        "resources": {
            "requests": {"cpu": "10m", "memory": "16Mi"},
            "limits": {"memory": "64Mi"},
        },
    }


def pod_spec(*containers: Object, **more: Any) -> Object:
    """One that nothing is wrong with."""
    return {
        "restartPolicy": "Never",
        "securityContext": {
            "runAsNonRoot": True,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": list(containers) or [container()],
        **more,
    }


def workload(kind: str, spec: Object, name: str = "web", namespace: str = NAMESPACE) -> Object:
    """An object of a kind around the spec of its pods."""
    spec = deepcopy(spec)
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": spec}
    if kind in ("Deployment", "StatefulSet", "DaemonSet"):
        spec["restartPolicy"] = "Always"
    bodies: dict[str, Object] = {
        "Pod": spec,
        "Job": {"template": template},
        "CronJob": {"schedule": "@daily", "jobTemplate": {"spec": {"template": template}}},
    }
    body = bodies.get(kind) or {"selector": {"matchLabels": labels}, "template": template}
    group = {"Pod": "v1", "Job": "batch/v1", "CronJob": "batch/v1"}.get(kind, "apps/v1")
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": group, "kind": kind, "metadata": metadata, "spec": body}


def network_policy(*egress: Object, namespace: str = NAMESPACE) -> Object:
    """One with these rules for outgoing traffic."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "test", "namespace": namespace},
        "spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": list(egress)},
    }
