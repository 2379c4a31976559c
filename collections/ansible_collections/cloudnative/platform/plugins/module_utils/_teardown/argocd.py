# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Stops Argo CD, which would otherwise put back whatever is deleted."""

from __future__ import annotations

from .._kube.client import MANAGER, Client
from .._kube.errors import WaitError
from .._kube.objects import Object

# By this label Argo CD's own manifests and its chart know what makes objects.
LABELS = (
    "app.kubernetes.io/name in (argocd-application-controller, argocd-applicationset-controller)"
)
KINDS = ("Deployment", "StatefulSet")
PAUSE = 0.5


def controllers(client: Client) -> list[Object]:
    """The workloads that apply Applications; none where Argo CD is not installed."""
    return [
        workload
        for kind in KINDS
        for workload in client.list_objects(client.find("apps/v1", kind), labels=LABELS)
    ]


def name_of(workload: Object) -> str:
    """A workload as people read it."""
    metadata = workload["metadata"]
    return f"{workload['kind']} {metadata['namespace']}/{metadata['name']}"


def runs(workload: Object) -> bool:
    """Whether it has pods, or will have."""
    wanted = (workload.get("spec") or {}).get("replicas", 1)
    return bool(wanted or (workload.get("status") or {}).get("replicas"))


def freeze(client: Client, workloads: list[Object], timeout: float) -> None:
    """Scale to nothing and wait until no pod is left.

    Raises KubeError; WaitError where pods are still there after ``timeout`` seconds.
    """
    for workload in workloads:
        metadata = workload["metadata"]
        resource = client.find("apps/v1", workload["kind"])
        client.http.call(
            "PATCH",
            resource.path(metadata["namespace"], metadata["name"], "scale"),
            query={"fieldManager": MANAGER},
            body={"spec": {"replicas": 0}},
            headers={"Content-Type": "application/merge-patch+json"},
        )
    deadline = client.http.clock() + timeout
    while left := [name_of(workload) for workload in controllers(client) if runs(workload)]:
        if client.http.clock() > deadline:
            raise WaitError(f"still has pods after {timeout:g} s: {', '.join(left)}")
        client.http.sleep(PAUSE)
