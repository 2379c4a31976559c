# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Kubernetes and Istio objects that enforce a service graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .model import Call, Graph, Service

Object = dict[str, Any]

DNS = ("kube-system", {"k8s-app": "kube-dns"})
CONTROL_PLANE = ("istio-system", {"app": "istiod"})
CONTROL_PLANE_PORT = 15012
TRUST_DOMAIN = "cluster.local"


def namespaces(graph: Graph) -> list[Object]:
    """Namespaces that enforce Pod Security "restricted" and whose pods join the mesh."""
    labels = {
        "istio-injection": "enabled",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
    }
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
        for name in graph.namespaces()
    ]


def network_policies(graph: Graph) -> list[Object]:
    """Default deny in both directions, what every meshed pod needs, and the calls of the graph."""
    objects = []
    for namespace, services in graph.namespaces().items():
        objects += [_default_deny(namespace), _platform(namespace)]
        objects += [_service(service, graph.calls()) for service in services]
    return objects


def authorization_policies(graph: Graph) -> list[Object]:
    """The same calls by identity: default deny, then each service's callers on their ports."""
    objects = []
    for namespace, services in graph.namespaces().items():
        objects.append(_authorization("default-deny", namespace, {}))
        for service in services:
            rules = [_identity(call) for call in graph.calls() if call.callee == service]
            if rules:
                selector = {"matchLabels": service.labels}
                spec = {"selector": selector, "action": "ALLOW", "rules": rules}
                objects.append(_authorization(service.name, namespace, spec))
    return objects


KINDS: dict[str, Callable[[Graph], list[Object]]] = {
    "namespaces": namespaces,
    "network": network_policies,
    "authorization": authorization_policies,
}


def _default_deny(namespace: str) -> Object:
    spec = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    return _network_policy("default-deny", namespace, spec)


def _platform(namespace: str) -> Object:
    """Names from the cluster's DNS; certificates and routes from the mesh's control plane."""
    dns = [{"protocol": protocol, "port": 53} for protocol in ("UDP", "TCP")]
    egress = [
        {"to": [_peer(*DNS)], "ports": dns},
        {"to": [_peer(*CONTROL_PLANE)], "ports": [_tcp(CONTROL_PLANE_PORT)]},
    ]
    spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": egress}
    return _network_policy("dns-and-mesh", namespace, spec)


def _service(service: Service, calls: list[Call]) -> Object:
    ingress = [
        {"from": [_peer(call.caller.namespace, call.caller.labels)], "ports": [_tcp(call.port)]}
        for call in calls
        if call.callee == service
    ]
    egress = [
        {"to": [_peer(call.callee.namespace, call.callee.labels)], "ports": [_tcp(call.port)]}
        for call in calls
        if call.caller == service
    ]
    spec: Object = {
        "podSelector": {"matchLabels": service.labels},
        "policyTypes": ["Ingress", "Egress"],
    }
    spec |= {"ingress": ingress} if ingress else {}
    spec |= {"egress": egress} if egress else {}
    return _network_policy(service.name, service.namespace, spec)


def _identity(call: Call) -> Object:
    principal = f"{TRUST_DOMAIN}/ns/{call.caller.namespace}/sa/{call.caller.account}"
    return {
        "from": [{"source": {"principals": [principal]}}],
        "to": [{"operation": {"ports": [str(call.port)]}}],
    }


def _peer(namespace: str, labels: dict[str, str]) -> Object:
    return {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "podSelector": {"matchLabels": labels},
    }


def _tcp(port: int) -> Object:
    return {"protocol": "TCP", "port": port}


def _network_policy(name: str, namespace: str, spec: Object) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    }


def _authorization(name: str, namespace: str, spec: Object) -> Object:
    return {
        "apiVersion": "security.istio.io/v1",
        "kind": "AuthorizationPolicy",
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    }
