# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The pods that proofs ask and are answered by (roles/verify/templates/probes.yml.j2)."""

from __future__ import annotations

from typing import Any

from .context import Context, Source
from .model import ProofError
from .probes import Probe

MESHED_NAMESPACE = "verify-mesh"
PLAIN_NAMESPACE = "verify-plain"
CONTAINER = "probe"
ECHO_PORT = 8080

# In the mesh, each with a service account of its own.
MESHED_CALLER = Source(MESHED_NAMESPACE, "caller-0", CONTAINER)
MESHED_STRANGER = Source(MESHED_NAMESPACE, "stranger-0", CONTAINER)
CALLER_ACCOUNT = "caller"
# Outside the mesh, free of policies.
PLAIN_CALLER = Source(PLAIN_NAMESPACE, "caller-0", CONTAINER)
# Outside the mesh, behind a policy that denies everything.
GUARDED = Source(PLAIN_NAMESPACE, "guarded-0", CONTAINER)

# Condition that nobody ever meets, so that a pod is never ready.
NEVER = "cloudnative.platform/never"
# Label of everything that the role verify creates.
OWN_LABEL = "app.kubernetes.io/part-of"
OWN_VALUE = "cloudnative-platform-verify"


def inside(namespace: str) -> Source:
    """A pod in a service's namespace that no policy of a service selects, outside the mesh."""
    return Source(namespace, "verify-stranger-0", CONTAINER)


def echo(path: str = "/", headers: dict[str, str] | None = None) -> Probe:
    """Ask the echo workload in the mesh."""
    host = f"echo.{MESHED_NAMESPACE}.svc.cluster.local"
    return Probe("http", host, ECHO_PORT, path=path, headers=headers or {})


def address(context: Context, source: Source) -> str:
    """A pod's address.

    Raises:
        ProofError: the pod is not there or has none yet.
    """
    for pod in context.cluster.objects("v1", "Pod", source.namespace):
        if pod["metadata"]["name"] == source.pod and pod["status"].get("podIP"):
            return str(pod["status"]["podIP"])
    raise ProofError(f"pod {source} does not run; the role verify creates it")


def ready_pods(context: Context, namespace: str, selector: str) -> list[dict[str, Any]]:
    """Pods that are ready and not being deleted."""
    pods = context.cluster.objects("v1", "Pod", namespace, selector)
    return [pod for pod in pods if is_ready(pod) and "deletionTimestamp" not in pod["metadata"]]


def is_ready(pod: dict[str, Any]) -> bool:
    """Whether the kubelet says that a pod is ready."""
    conditions = pod["status"].get("conditions") or []
    return any(entry["type"] == "Ready" and entry["status"] == "True" for entry in conditions)


def is_never_ready(pod: dict[str, Any]) -> bool:
    """Whether a pod borrows a service's labels and is kept from being ready."""
    gates = pod["spec"].get("readinessGates") or []
    return any(gate["conditionType"] == NEVER for gate in gates)


def blog_pod(context: Context) -> Source:
    """One of the blog's pods.

    Raises:
        ProofError: none is ready.
    """
    settings = context.settings
    pods = ready_pods(context, settings.blog_namespace, settings.blog_selector)
    if not pods:
        raise ProofError(
            f"no ready pod {settings.blog_selector} in namespace {settings.blog_namespace}"
        )
    name = pods[0]["metadata"]["name"]
    return Source(settings.blog_namespace, name, settings.blog_container)
