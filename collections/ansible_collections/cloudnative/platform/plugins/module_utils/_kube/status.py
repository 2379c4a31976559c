# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Readiness of one object, told from its status alone, in the sense of kstatus.

Of built-in kinds without a rule an object is ready as soon as it exists: ConfigMap, CronJob,
Ingress, HorizontalPodAutoscaler, RBAC and so on have no status that tells more.
"""

from __future__ import annotations

from collections.abc import Callable

from .assessment import (
    READY,
    UNSEEN,
    Assessment,
    Body,
    condition,
    failed,
    is_stale,
    is_true,
    progressing,
    says,
)
from .objects import group_of
from .workloads import daemon_set, deployment, job, pod, replica_set, stateful_set


def assess(body: Body) -> Assessment:
    """The readiness of an object as the server returned it."""
    metadata, status = body.get("metadata") or {}, body.get("status") or {}
    if metadata.get("deletionTimestamp"):
        return progressing("is being deleted")
    kind = (group_of(body.get("apiVersion") or ""), body.get("kind") or "")
    unreported = kind in REPORTING and "observedGeneration" not in status
    if unreported or is_stale(status, body):
        return UNSEEN
    rule = RULES.get(kind)
    return rule(body, status) if rule else by_conditions(body)


def by_conditions(body: Body) -> Assessment:
    """For kinds without a rule: Stalled, Reconciling and Ready decide if they are there."""
    ready = condition(body, "Ready")
    if is_true(body, "Stalled"):
        return failed(says(condition(body, "Stalled")))
    if is_true(body, "Reconciling"):
        return progressing(says(condition(body, "Reconciling")))
    if ready and is_stale(ready, body):
        return UNSEEN
    if ready and ready.get("status") != "True":
        return progressing(says(ready))
    return READY


def custom_resource_definition(body: Body, status: Body) -> Assessment:
    """Established: its objects can be written."""
    names, established = condition(body, "NamesAccepted"), condition(body, "Established")
    if names.get("status") == "False":
        return failed(says(names))
    if established.get("status") == "True":
        return READY
    if established and established.get("reason") != "Installing":
        return failed(says(established))
    return progressing("is not established yet")


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


def volume(body: Body, status: Body) -> Assessment:
    """Available or already in use; kstatus has no rule for it."""
    phase = status.get("phase", "Pending")
    if phase == "Failed":
        return failed(status.get("message") or "phase Failed")
    return progressing(f"phase {phase}") if phase == "Pending" else READY


def service(body: Body, status: Body) -> Assessment:
    """A load balancer has an address; every other service is ready at once.

    kstatus is content with the address inside the cluster.
    """
    if body["spec"].get("type") != "LoadBalancer":
        return READY
    balancer = status.get("loadBalancer") or {}
    return READY if balancer.get("ingress") else progressing("has no load balancer address yet")


def api_service(body: Body, status: Body) -> Assessment:
    """Available: the server behind it answers. kstatus has no rule for it."""
    available = condition(body, "Available")
    return READY if available.get("status") == "True" else progressing(says(available))


RULES: dict[tuple[str, str], Callable[[Body, Body], Assessment]] = {
    ("apps", "Deployment"): deployment,
    ("apps", "StatefulSet"): stateful_set,
    ("apps", "DaemonSet"): daemon_set,
    ("apps", "ReplicaSet"): replica_set,
    ("", "ReplicationController"): replica_set,
    ("", "Pod"): pod,
    ("", "Namespace"): namespace,
    ("", "PersistentVolume"): volume,
    ("", "PersistentVolumeClaim"): volume_claim,
    ("", "Service"): service,
    ("batch", "Job"): job,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): custom_resource_definition,
    ("apiregistration.k8s.io", "APIService"): api_service,
}
# Their controllers always report what they have seen; no report means not seen.
REPORTING = frozenset(
    {
        ("apps", "Deployment"),
        ("apps", "StatefulSet"),
        ("apps", "DaemonSet"),
        ("apps", "ReplicaSet"),
        ("", "ReplicationController"),
        ("policy", "PodDisruptionBudget"),
    }
)
