# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Nothing from elsewhere reaches any pod of a service's namespace."""

from __future__ import annotations

from ..._kube.objects import Object
from .. import guards, manifests, places
from ..context import Context
from ..model import Control, Observation, Proof
from ..probes import Outcome, Probe, observe


def ports(pod: Object) -> list[int]:
    """TCP ports that a pod's own containers declare."""
    return [
        port["containerPort"]
        for container in pod["spec"]["containers"]
        for port in container.get("ports") or []
        if port.get("protocol", "TCP") == "TCP" and container["name"] != "istio-proxy"
    ]


def targets(context: Context) -> list[tuple[str, Probe]]:
    """Every declared port of every ready pod in the services' namespaces."""
    return [
        (f"{namespace}/{pod['metadata']['name']}", Probe("tcp", pod["status"]["podIP"], port))
        for namespace in context.settings.service_namespaces
        for pod in places.ready_pods(context, namespace, f"{places.OWN_LABEL}!={places.OWN_VALUE}")
        for port in ports(pod)
    ]


def check(context: Context) -> list[Observation]:
    """Connect to every port of every service from a namespace of no service."""
    source = places.PLAIN_CALLER
    itself = Probe("tcp", places.address(context, source), places.ECHO_PORT)
    aims = targets(context)
    own, *answers = context.ask(source, [itself, *(probe for _, probe in aims)])
    return [
        observe(f"{source} to itself", itself, own, [Outcome.ANSWERED], baseline=True),
        *(
            observe(f"{source} to {name}", probe, answer, [Outcome.TIMEOUT])
            for (name, probe), answer in zip(aims, answers, strict=True)
        ),
    ]


PROOF = Proof(
    name="default_deny_ingress",
    title="No pod of a service can be reached from another namespace",
    guard="Default-deny NetworkPolicies for incoming traffic",
    requirement="S-2",
    check=check,
    control=Control(
        title="a policy in each namespace let the caller's namespace in",
        broken=guards.adding(
            lambda context: [
                manifests.allow_from(namespace, places.PLAIN_NAMESPACE)
                for namespace in context.settings.service_namespaces
            ]
        ),
    ),
)
