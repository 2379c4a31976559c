# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Readiness of one object, told from its status alone, in the sense of kstatus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple

from .objects import group_of


class State(Enum):
    """Where an object is on its way."""

    READY = "ready"
    PROGRESSING = "progressing"
    FAILED = "failed"


class Assessment(NamedTuple):
    """A state and, unless ready, why."""

    state: State
    message: str = ""


READY = Assessment(State.READY)
Body = Mapping[str, Any]


def progressing(message: str) -> Assessment:
    """Not ready yet, and why."""
    return Assessment(State.PROGRESSING, message)


def failed(message: str) -> Assessment:
    """Will not become ready without a change."""
    return Assessment(State.FAILED, message)


def assess(body: Body) -> Assessment:
    """The readiness of an object as the server returned it."""
    metadata, status = body.get("metadata") or {}, body.get("status") or {}
    if metadata.get("deletionTimestamp"):
        return progressing("is being deleted")
    rule = RULES.get((group_of(body.get("apiVersion") or ""), body.get("kind") or ""))
    observed = status.get("observedGeneration", 0 if rule in OBSERVED else None)
    if observed is not None and observed < metadata.get("generation", 0):
        return progressing("its controller has not seen the last change yet")
    return rule(body, status) if rule else by_conditions(body)


def condition(body: Body, name: str) -> Mapping[str, Any]:
    """A condition by type; empty if the object has none of it."""
    for entry in (body.get("status") or {}).get("conditions") or []:
        if entry.get("type") == name:
            return dict(entry)
    return {}


def by_conditions(body: Body) -> Assessment:
    """For kinds without a rule: Stalled, Reconciling and Ready decide if they are there."""
    stalled, reconciling, ready = (
        condition(body, name) for name in ("Stalled", "Reconciling", "Ready")
    )
    if stalled.get("status") == "True":
        return failed(_says(stalled))
    if reconciling.get("status") == "True":
        return progressing(_says(reconciling))
    if ready and ready.get("status") != "True":
        return progressing(_says(ready))
    return READY


def deployment(body: Body, status: Body) -> Assessment:
    """All replicas are of the last version and available, none of an old version is left."""
    progress = condition(body, "Progressing")
    if progress.get("reason") == "ProgressDeadlineExceeded":
        return failed(_says(progress))
    wanted = body["spec"].get("replicas", 1)
    updated, total = status.get("updatedReplicas", 0), status.get("replicas", 0)
    available = status.get("availableReplicas", 0)
    if updated < wanted:
        return progressing(f"{updated} of {wanted} replicas are of the last version")
    if total > updated:
        return progressing(f"{total - updated} replicas of an old version are still there")
    if available < wanted:
        return progressing(f"{available} of {wanted} replicas are available")
    return READY


def stateful_set(body: Body, status: Body) -> Assessment:
    """All replicas are ready and, above the partition, of the last version."""
    spec = body["spec"]
    wanted, ready = spec.get("replicas", 1), status.get("readyReplicas", 0)
    total, updated = status.get("replicas", 0), status.get("updatedReplicas", 0)
    if total != wanted or ready < wanted:
        return progressing(f"{ready} of {wanted} replicas are ready")
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        return READY
    partition = (strategy.get("rollingUpdate") or {}).get("partition") or 0
    if updated < wanted - partition:
        return progressing(f"{updated} of {wanted - partition} replicas are of the last version")
    return READY


def daemon_set(body: Body, status: Body) -> Assessment:
    """Every node that wants the pod has an available one of the last version."""
    wanted = status.get("desiredNumberScheduled", 0)
    available = status.get("numberAvailable", 0)
    updated = status.get("updatedNumberScheduled", 0)
    if (body["spec"].get("updateStrategy") or {}).get("type") != "OnDelete" and updated < wanted:
        return progressing(f"{updated} of {wanted} pods are of the last version")
    if available < wanted:
        return progressing(f"{available} of {wanted} pods are available")
    return READY


def replica_set(body: Body, status: Body) -> Assessment:
    """All replicas are available."""
    failure = condition(body, "ReplicaFailure")
    if failure.get("status") == "True":
        return progressing(_says(failure))
    wanted, available = body["spec"].get("replicas", 1), status.get("availableReplicas", 0)
    if available < wanted:
        return progressing(f"{available} of {wanted} replicas are available")
    return READY


def pod(body: Body, status: Body) -> Assessment:
    """Ready, or ended well."""
    phase = status.get("phase", "Pending")
    if phase == "Succeeded":
        return READY
    if phase == "Failed":
        return failed(status.get("message") or status.get("reason") or "the pod failed")
    ready = condition(body, "Ready")
    if ready.get("status") == "True":
        return READY
    scheduled = condition(body, "PodScheduled")
    why = _says(scheduled) if scheduled.get("status") == "False" else _says(ready)
    return progressing(f"phase {phase}: {why}")


def job(body: Body, status: Body) -> Assessment:
    """Complete; a failed Job is failed for good."""
    failure = condition(body, "Failed")
    if failure.get("status") == "True":
        return failed(_says(failure))
    if condition(body, "Complete").get("status") == "True" or body["spec"].get("suspend"):
        return READY
    wanted = body["spec"].get("completions", 1)
    return progressing(f"{status.get('succeeded', 0)} of {wanted} completions")


def custom_resource_definition(body: Body, status: Body) -> Assessment:
    """Established: its objects can be written."""
    names = condition(body, "NamesAccepted")
    if names.get("status") == "False":
        return failed(_says(names))
    established = condition(body, "Established")
    return READY if established.get("status") == "True" else progressing("is not established yet")


def namespace(body: Body, status: Body) -> Assessment:
    """Active."""
    phase = status.get("phase")
    return READY if phase == "Active" else progressing(f"phase {phase}")


def volume_claim(body: Body, status: Body) -> Assessment:
    """Bound."""
    phase = status.get("phase", "Pending")
    if phase == "Lost":
        return failed("its volume is lost")
    return READY if phase == "Bound" else progressing(f"phase {phase}")


def service(body: Body, status: Body) -> Assessment:
    """A load balancer has an address; every other service is ready at once."""
    if body["spec"].get("type") != "LoadBalancer":
        return READY
    balancer = status.get("loadBalancer") or {}
    return READY if balancer.get("ingress") else progressing("has no load balancer address yet")


def api_service(body: Body, status: Body) -> Assessment:
    """Available: the server behind it answers."""
    available = condition(body, "Available")
    return READY if available.get("status") == "True" else progressing(_says(available))


def _says(entry: Mapping[str, Any]) -> str:
    """A condition in words."""
    if not entry:
        return "no condition is set yet"
    words = [str(entry.get("type")), "is", str(entry.get("status"))]
    detail = ": ".join(str(entry[key]) for key in ("reason", "message") if entry.get(key))
    return " ".join(words) + (f" ({detail})" if detail else "")


RULES: dict[tuple[str, str], Callable[[Body, Body], Assessment]] = {
    ("apps", "Deployment"): deployment,
    ("apps", "StatefulSet"): stateful_set,
    ("apps", "DaemonSet"): daemon_set,
    ("apps", "ReplicaSet"): replica_set,
    ("", "Pod"): pod,
    ("", "Namespace"): namespace,
    ("", "PersistentVolumeClaim"): volume_claim,
    ("", "Service"): service,
    ("batch", "Job"): job,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): custom_resource_definition,
    ("apiregistration.k8s.io", "APIService"): api_service,
}
# Their controllers always report what they have seen; no report means not seen.
OBSERVED = frozenset({deployment, stateful_set, daemon_set, replica_set})


def has_condition(name: str, wanted: str) -> Callable[[Body], Assessment]:
    """A rule that asks for one condition, seen for the last change, instead of readiness."""

    def rule(body: Body) -> Assessment:
        entry = condition(body, name)
        seen = entry.get("observedGeneration", body["metadata"].get("generation", 0))
        if seen < body["metadata"].get("generation", 0):
            return progressing("its controller has not seen the last change yet")
        return READY if entry.get("status") == wanted else progressing(_says(entry))

    return rule
