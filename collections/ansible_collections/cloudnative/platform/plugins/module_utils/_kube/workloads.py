# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Readiness of the kinds that run pods.

The counts are those of kstatus (sigs.k8s.io/cli-utils/pkg/kstatus). Where this differs, it is
said why. Pods of a workload are not looked at: a pod that crashes or cannot be scheduled today
may run in a minute, and it is the workload's controller that says when it gives up.
"""

from __future__ import annotations

from .assessment import READY, Assessment, Body, condition, failed, is_true, progressing, says

# The kubelet has then waited 10 + 20 + 40 seconds between the starts.
CRASHES = 3


def deployment(body: Body, status: Body) -> Assessment:
    """All replicas are of the last version and available, no other is left.

    kstatus also asks for the conditions Available and Progressing; the controller computes them
    from the same counts in the same write, and leaves Progressing alone while it is paused.
    """
    progress = condition(body, "Progressing")
    if progress.get("reason") == "ProgressDeadlineExceeded":
        return failed(says(progress))
    wanted = body["spec"].get("replicas", 1)
    updated, total = status.get("updatedReplicas", 0), status.get("replicas", 0)
    available = status.get("availableReplicas", 0)
    if updated < wanted:
        return progressing(f"{updated} of {wanted} replicas are of the last version")
    if total > updated:
        return progressing(f"{total - updated} replicas of an old version are still there")
    if total > wanted:
        return progressing(f"{total - wanted} replicas too many are still there")
    if available < wanted:
        return progressing(f"{available} of {wanted} replicas are available")
    return READY


def stateful_set(body: Body, status: Body) -> Assessment:
    """All replicas are ready and, above the partition, of the last version.

    With OnDelete the version is the user's affair; kstatus then does not count replicas either.
    """
    spec = body["spec"]
    wanted, ready = spec.get("replicas", 1), status.get("readyReplicas", 0)
    total, updated = status.get("replicas", 0), status.get("updatedReplicas", 0)
    if total > wanted:
        return progressing(f"{total - wanted} replicas too many are still there")
    if total < wanted or ready < wanted:
        return progressing(f"{ready} of {wanted} replicas are ready")
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        return READY
    partition = (strategy.get("rollingUpdate") or {}).get("partition") or 0
    if updated < wanted - partition:
        return progressing(f"{updated} of {wanted - partition} replicas are of the last version")
    return READY


def daemon_set(body: Body, status: Body) -> Assessment:
    """Every node that wants the pod has an available one of the last version.

    kstatus asks for the last version with OnDelete, too, and so never ends there.
    """
    wanted = status.get("desiredNumberScheduled", 0)
    available = status.get("numberAvailable", 0)
    updated = status.get("updatedNumberScheduled", 0)
    if (body["spec"].get("updateStrategy") or {}).get("type") != "OnDelete" and updated < wanted:
        return progressing(f"{updated} of {wanted} pods are of the last version")
    if available < wanted:
        return progressing(f"{available} of {wanted} pods are available")
    return READY


def replica_set(body: Body, status: Body) -> Assessment:
    """All replicas are available, none too many; also for a ReplicationController."""
    failure = condition(body, "ReplicaFailure")
    if failure.get("status") == "True":
        return progressing(says(failure))
    wanted, total = body["spec"].get("replicas", 1), status.get("replicas", 0)
    available = status.get("availableReplicas", 0)
    if total > wanted:
        return progressing(f"{total - wanted} replicas too many are still there")
    if available < wanted:
        return progressing(f"{available} of {wanted} replicas are available")
    return READY


def pod(body: Body, status: Body) -> Assessment:
    """Ready, or ended well. A pod that failed is failed; kstatus calls it current.

    A crash loop is final after some restarts: a program that only waits for its database is up by
    then; kstatus gives up at the first. An image name that cannot be parsed never will be.
    Not final, so waited for until the deadline, are an image that cannot be pulled (its registry
    may be starting in the same set), a missing Secret or ConfigMap, and a pod without a node:
    kstatus gives up after 15 seconds, but an autoscaler needs minutes to bring one.
    """
    phase = status.get("phase", "Pending")
    if phase == "Succeeded" or is_true(body, "Ready"):
        return READY
    if phase == "Failed":
        return failed(status.get("message") or status.get("reason") or "the pod failed")
    for group in ("initContainerStatuses", "containerStatuses"):
        for entry in status.get(group) or []:
            waiting = (entry.get("state") or {}).get("waiting") or {}
            reason, restarts = waiting.get("reason"), entry.get("restartCount", 0)
            if reason == "CrashLoopBackOff" and restarts >= CRASHES:
                return failed(f"container {entry['name']} crashed {restarts + 1} times")
            if reason == "InvalidImageName":
                return failed(f"container {entry['name']}: {waiting.get('message') or reason}")
    scheduled = condition(body, "PodScheduled")
    unmet = scheduled if scheduled.get("status") == "False" else condition(body, "Ready")
    return progressing(f"phase {phase}: {says(unmet)}")


def job(body: Body, status: Body) -> Assessment:
    """Complete; kstatus is content when it runs. A failed Job is failed for good.

    FailureTarget says so before the last pods have ended. A suspended Job waits for somebody.
    """
    for name in ("Failed", "FailureTarget"):
        if is_true(body, name):
            return failed(says(condition(body, name)))
    if is_true(body, "Complete") or body["spec"].get("suspend"):
        return READY
    wanted = body["spec"].get("completions", 1)
    return progressing(f"{status.get('succeeded', 0)} of {wanted} completions")
