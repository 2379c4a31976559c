# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects that proofs create or ask about."""

from __future__ import annotations

from .._kube.objects import Object


def pod(name: str, namespace: str, image: str, *, restricted: bool = True) -> Object:
    """A pod that is never scheduled, so nothing of it is ever pulled or run.

    Args:
        name, namespace, image: what they say.
        restricted: whether it meets Pod Security ``restricted``; otherwise it is privileged.
    """
    security: Object = (
        {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "runAsNonRoot": True,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
        if restricted
        else {"privileged": True}
    )
    container = {
        "name": "main",
        "image": image,
        "securityContext": security,
        "resources": {
            "requests": {"cpu": "1m", "memory": "1Mi"},
            "limits": {"memory": "1Mi"},
        },
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": namespace,
            # The proofs ask about the pod as it is, not about what the mesh would add to it.
            "labels": {"sidecar.istio.io/inject": "false"},
        },
        "spec": {
            "automountServiceAccountToken": False,
            "containers": [container],
            "schedulingGates": [{"name": "cloudnative.platform/never"}],
        },
    }


def permissive(namespace: str) -> Object:
    """Lets a namespace's workloads accept plain text."""
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "PeerAuthentication",
        "metadata": {"name": "verify-permissive", "namespace": namespace},
        "spec": {"mtls": {"mode": "PERMISSIVE"}},
    }


def authorize(namespace: str, source: str) -> Object:
    """Lets every identity of the namespace ``source`` call every workload of ``namespace``."""
    callers = {"source": {"namespaces": [source]}}
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "AuthorizationPolicy",
        "metadata": {"name": "verify-authorize", "namespace": namespace},
        "spec": {"action": "ALLOW", "rules": [{"from": [callers]}]},
    }


def allow_from(namespace: str, source: str) -> Object:
    """Lets everything of the namespace ``source`` reach every pod of ``namespace``."""
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": source}}}
    return _policy("verify-allow-from", namespace, "Ingress", {"ingress": [{"from": [peer]}]})


def allow_to_everywhere(namespace: str) -> Object:
    """Lets the proofs' own pod in ``namespace`` send to any pod.

    Not to any address: no namespace of services admits a policy that opens the metadata address.
    """
    own = {"matchLabels": {"app.kubernetes.io/name": "verify-stranger"}}
    spec: Object = {"podSelector": own, "egress": [{"to": [{"namespaceSelector": {}}]}]}
    return _policy("verify-allow-to-everywhere", namespace, "Egress", spec)


def _policy(name: str, namespace: str, direction: str, spec: Object) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"podSelector": {}, "policyTypes": [direction]} | spec,
    }
