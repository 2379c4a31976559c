# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What in an object tells why it is not ready."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .assessment import is_true

Body = Mapping[str, Any]
# Conditions that are bad when they are true.
ABNORMAL = re.compile(r"Fail|Stalled|Degraded|Error|Reconciling|Pressure|Conflict|Invalid")


class ContainerTrouble(NamedTuple):
    """A container that is not as it should be; ``previous``: its log is the one before this."""

    name: str
    why: str
    has_log: bool
    previous: bool


def bad_conditions(body: Body) -> Iterator[str]:
    """Conditions that carry a message and are not as they should be."""
    for entry in (body.get("status") or {}).get("conditions") or []:
        bad = "True" if ABNORMAL.search(str(entry.get("type"))) else "False"
        if entry.get("status") in (bad, "Unknown") and entry.get("message"):
            yield f"condition {entry.get('type')}={entry.get('status')}: {entry['message']}"


def is_well(pod: Body) -> bool:
    """Whether a pod is ready or has ended well."""
    return is_true(pod, "Ready") or (pod.get("status") or {}).get("phase") == "Succeeded"


def pod_selector(body: Body) -> str:
    """The label selector of the pods that an object makes; empty if it makes none."""
    kind, chosen = body.get("kind"), (body.get("spec") or {}).get("selector")
    if not isinstance(chosen, dict) or kind in ("Service", "PersistentVolumeClaim"):
        return ""
    if kind == "ReplicationController":
        chosen = {"matchLabels": chosen}
    terms = [f"{name}={value}" for name, value in (chosen.get("matchLabels") or {}).items()]
    terms += map(_expression, chosen.get("matchExpressions") or [])
    return ",".join(filter(None, terms))


def claims(pod: Body) -> Iterator[str]:
    """Names of the volume claims that a pod mounts."""
    for volume in (pod.get("spec") or {}).get("volumes") or []:
        if volume.get("persistentVolumeClaim"):
            yield str(volume["persistentVolumeClaim"].get("claimName"))


def container_troubles(pod: Body) -> Iterator[ContainerTrouble]:
    """The containers of a pod that wait, ended badly or are not ready."""
    status = pod.get("status") or {}
    for group in ("initContainerStatuses", "containerStatuses"):
        for entry in status.get(group) or []:
            state = entry.get("state") or {}
            waiting, ended = state.get("waiting"), state.get("terminated")
            last = (entry.get("lastState") or {}).get("terminated")
            if (ended or {}).get("exitCode") == 0 or (entry.get("ready") and not waiting):
                continue
            yield ContainerTrouble(
                str(entry["name"]),
                _why(waiting, ended, last),
                has_log=bool(ended or last or state.get("running")),
                previous=bool(waiting and last),
            )


def _why(waiting: Body | None, ended: Body | None, last: Body | None) -> str:
    if ended:
        return f"ended with exit code {ended.get('exitCode')} ({ended.get('reason')})"
    if not waiting:
        return "is running, but not ready"
    why = ": ".join(filter(None, (waiting.get("reason"), waiting.get("message"))))
    return why + (f"; it ended before with exit code {last.get('exitCode')}" if last else "")


def _expression(entry: Body) -> str:
    """One of matchExpressions as a term of a label selector."""
    key, values = entry.get("key"), ",".join(entry.get("values") or [])
    terms = {
        "In": f"{key} in ({values})",
        "NotIn": f"{key} notin ({values})",
        "Exists": f"{key}",
        "DoesNotExist": f"!{key}",
    }
    return terms.get(str(entry.get("operator")), "")
