# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Every pod of the cluster is ready."""

from __future__ import annotations

from ..._kube.objects import Object
from .. import guards, manifests, places
from ..context import Context
from ..guards import CONTROL_LABEL
from ..model import Control, Observation, Proof
from .restricted_enforced import IMAGE


def counts(pod: Object, proof: str) -> bool:
    """Whether a pod is asked for: not a finished one, not one of another proof's control."""
    owner: str = pod["metadata"].get("labels", {}).get(CONTROL_LABEL, proof)
    return pod["status"].get("phase") != "Succeeded" and owner == proof


def check(context: Context) -> list[Observation]:
    """Read the state of all pods."""
    pods = [
        pod
        for pod in context.cluster.objects("v1", "Pod")
        if counts(pod, context.proof) and not places.is_never_ready(pod)
    ]
    waiting = [
        f"{pod['metadata']['namespace']}/{pod['metadata']['name']} ({pod['status'].get('phase')})"
        for pod in pods
        if not places.is_ready(pod)
    ]
    ready = f"{len(pods) - len(waiting)} of {len(pods)} ready"
    return [
        Observation(
            asked="the state of all pods",
            expected="all ready",
            seen=f"{ready}; not ready: {', '.join(waiting)}" if waiting else ready,
            held=bool(pods) and not waiting,
        )
    ]


PROOF = Proof(
    name="all_pods_ready",
    title="Every pod of the cluster is ready",
    guard="Deployments, StatefulSets and DaemonSets that keep their pods",
    requirement="D-2",
    check=check,
    control=Control(
        title="a pod was added that can never start",
        broken=guards.adding(
            lambda _: [manifests.pod("verify-never-ready", places.PLAIN_NAMESPACE, IMAGE)]
        ),
    ),
    patience=60,
)
