# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which pods run with the old value of a Secret, and what their workload needs.

Nothing is written down about it, so nothing is forgotten by a run that was interrupted: a pod that
was made before its Secret's last change has the old value. Times are the server's own, in whole
seconds, as texts that sort.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from typing import Any

from .uses import secrets_in

Body = Mapping[str, Any]
# Seconds after a change until no new pod can be dated as if it were older, nor get the old value
# from a kubelet that hears of the change a moment later.
SETTLE = 1.0
# Where ``kubectl rollout restart`` leaves its mark, too.
RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"


class Need(Enum):
    """What a workload with stale pods needs.

    ROLLING: its pods are being replaced already. LEAVING: pods of an older template, which the
    workload's own rollout removes. HELD: it is paused, or replaces pods only as a person deletes
    them.
    """

    RESTART = "restart"
    ROLLING = "rolling"
    LEAVING = "leaving"
    HELD = "held"


def changed_at(secret: Body) -> str:
    """When the values of a Secret were last changed, by whomever; else when it was made."""
    metadata = secret["metadata"]
    times = [
        str(entry.get("time") or "")
        for entry in metadata.get("managedFields") or []
        if "f:data" in (entry.get("fieldsV1") or {})
    ]
    return max([*times, str(metadata["creationTimestamp"])])


def stale_secrets(pod: Body, changes: Mapping[str, str]) -> frozenset[str]:
    """The Secrets of which a pod has an old value.

    ``changes``: when each Secret of the pod's namespace was last changed. A pod that has ended, is
    ending or has not started yet has no old value.
    """
    metadata, status = pod["metadata"], pod.get("status") or {}
    ended = status.get("phase") in ("Succeeded", "Failed") or metadata.get("deletionTimestamp")
    if ended or not _has_started(status):
        return frozenset()
    used = secrets_in(pod["spec"]) & changes.keys()
    return frozenset(n for n in used if str(metadata["creationTimestamp"]) <= changes[n])


def need_of(workload: Body, pods: Iterable[Body], stale: Collection[str]) -> Need:
    """What a workload needs, given its stale pods and the Secrets that these have old."""
    spec = workload["spec"]
    template = spec["template"]
    if not secrets_in(template["spec"]) & set(stale):
        return Need.LEAVING
    strategy = spec.get("updateStrategy") or {}
    if spec.get("paused") or strategy.get("type") == "OnDelete":
        return Need.HELD
    mark = _mark(template)
    return Need.RESTART if any(_mark(pod) == mark for pod in pods) else Need.ROLLING


def _mark(body: Body) -> str:
    """When the pods of a template, or a pod, were last asked to restart."""
    annotations = (body.get("metadata") or {}).get("annotations") or {}
    return str(annotations.get(RESTARTED_AT) or "")


def _has_started(status: Body) -> bool:
    """Whether any container of a pod runs or ran; a volume or variable is read only then."""
    return any(
        entry.get("restartCount") or {"running", "terminated"} & (entry.get("state") or {}).keys()
        for group in ("initContainerStatuses", "containerStatuses")
        for entry in status.get(group) or []
    )
