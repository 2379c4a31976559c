# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects that open or close one call for one pod of the proofs, and for nobody else."""

from __future__ import annotations

from .._kube.objects import Object
from . import places
from .calls import Cell
from .context import Context

# The label by which a caller of the proofs is told from the pods of its service.
CALLER_LABEL = "cloudnative.platform/caller"


def closing(context: Context, cell: Cell) -> list[Object]:
    """The mesh refuses the call."""
    return [_authorization(context, cell, "DENY")]


def opening(context: Context, cell: Cell) -> list[Object]:
    """The network lets the call out and in, and the mesh allows it."""
    port = {"protocol": "TCP", "port": cell.number}
    caller = {CALLER_LABEL: cell.source.pod.removesuffix("-0")}
    callee = cell.callee
    ingress = {"from": [_peer(cell.source.namespace, caller)], "ports": [port]}
    egress = {"to": [_peer(callee.namespace, callee.labels)], "ports": [port]}
    return [
        _network("verify-in", callee.namespace, callee.labels, "Ingress", {"ingress": [ingress]}),
        _network("verify-out", cell.source.namespace, caller, "Egress", {"egress": [egress]}),
        _authorization(context, cell, "ALLOW"),
    ]


def opening_plain_text(context: Context, cell: Cell) -> list[Object]:
    """The mesh takes the call in plain text."""
    permissive = {
        "apiVersion": "security.istio.io/v1",
        "kind": "PeerAuthentication",
        "metadata": {"name": "verify-permissive", "namespace": cell.callee.namespace},
        "spec": {"selector": {"matchLabels": cell.callee.labels}, "mtls": {"mode": "PERMISSIVE"}},
    }
    return [permissive, _authorization(context, cell, "ALLOW")]


def _authorization(context: Context, cell: Cell, action: str) -> Object:
    # By address, not identity: the pods of the service have the identity of the caller.
    source = {"ipBlocks": [places.address(context, cell.source)]}
    rule = {
        "from": [{"source": source}],
        "to": [{"operation": {"ports": [str(cell.number)]}}],
    }
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "AuthorizationPolicy",
        "metadata": {"name": "verify-call", "namespace": cell.callee.namespace},
        "spec": {
            "selector": {"matchLabels": cell.callee.labels},
            "action": action,
            "rules": [rule],
        },
    }


def _peer(namespace: str, labels: dict[str, str]) -> Object:
    return {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "podSelector": {"matchLabels": labels},
    }


def _network(
    name: str, namespace: str, labels: dict[str, str], direction: str, rules: Object
) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"podSelector": {"matchLabels": labels}, "policyTypes": [direction]} | rules,
    }
