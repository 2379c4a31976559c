# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What the namespaces of services refuse, and what the refusal says."""

from __future__ import annotations

from typing import Any

from kube.admission import REGISTRY, container, network_policy, pod_spec, workload
from kube.objects import Object


def with_image(image: str) -> Object:
    """A pod's spec whose container has an image."""
    return pod_spec(container(image=image))


def spoiled(*path: str, value: Any = None, **more: Any) -> Object:
    """A pod's spec whose container has another value at a path, or none."""
    one = container()
    inner = one
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return pod_spec(one, **more)


PINNED = "has no tag or the tag latest, which names whatever was pushed last; name a version"
ORIGIN = f"is neither of {REGISTRY} nor in catalogue.yml; push it there, or add it to policies_more"
REFUSED = {
    "latest": (with_image(f"{REGISTRY}/blog:latest"), f"main ({REGISTRY}/blog:latest) {PINNED}"),
    "no-tag": (with_image(f"{REGISTRY}/blog"), f"main ({REGISTRY}/blog) {PINNED}"),
    "port-is-no-tag": (with_image("localhost:5000/blog"), f"main (localhost:5000/blog) {PINNED}"),
    "stranger": (
        with_image("docker.io/someone/blog:1"),
        f"main (docker.io/someone/blog:1) {ORIGIN}",
    ),
    "short": (with_image("postgres:15-bookworm"), f"main (postgres:15-bookworm) {ORIGIN}"),
    "likeness": (
        with_image("docker.io/library/postgres2:1"),
        "docker.io/library/postgres2:1) is ne",
    ),
    "init": (
        pod_spec(initContainers=[container("first", "docker.io/someone/blog:1")]),
        f"first (docker.io/someone/blog:1) {ORIGIN}",
    ),
    "cpu": (spoiled("resources", "requests", "cpu"), "main lacks resources.requests.cpu, without"),
    # A limit alone is the request of a pod, too.
    "memory": (
        spoiled("resources", value={"requests": {"cpu": "1"}}),
        "main lacks resources.requests.memory, without which the scheduler cannot",
    ),
    "limit": (spoiled("resources", "limits"), "main lacks resources.limits.memory, without which"),
}
CONFINED = {
    "root": (
        pod_spec(securityContext={"seccompProfile": {"type": "RuntimeDefault"}}),
        "set securityContext.runAsNonRoot: true",
    ),
    "escalation": (
        spoiled("securityContext", "allowPrivilegeEscalation"),
        "set securityContext.allowPrivilegeEscalation: false",
    ),
    "capabilities": (
        spoiled("securityContext", "capabilities"),
        "set securityContext.capabilities: {drop: [ALL]}",
    ),
    "added-capability": (
        spoiled("securityContext", "capabilities", value={"drop": ["ALL"], "add": ["SYS_TIME"]}),
        "set securityContext.capabilities: {drop: [ALL]} and add no capability",
    ),
}
METADATA = "spec.egress: a rule opens the way to the instance metadata address"
OPENING = {
    "everywhere": {},
    "one-port": {"ports": [{"port": 80}]},
    "world": {"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]},
    "address": {"to": [{"podSelector": {}}, {"ipBlock": {"cidr": "169.254.169.254/32"}}]},
    "another-exception": {"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]},
    "world-v6": {"to": [{"ipBlock": {"cidr": "::/0"}}]},
}
CLOSED = {
    "pods": {"to": [{"namespaceSelector": {}}]},
    "private": {"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]},
    "world": {"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["169.254.0.0/16"]}}]},
    "world-v6": {"to": [{"ipBlock": {"cidr": "::/0", "except": ["fd00:ec2::254/128"]}}]},
}
# Made before the policies.
OLD = workload("Pod", REFUSED["latest"][0], name="old")
# One object for each policy; all are refused once all policies are active.
PROBES = [
    workload("Deployment", REFUSED["latest"][0]),
    workload("Deployment", REFUSED["cpu"][0]),
    workload("Deployment", CONFINED["root"][0]),
    network_policy({}),
]
