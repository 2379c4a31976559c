# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Breaks guards for a moment, and mends them even after this process was killed.

A control never changes or removes a guard of the platform: it adds an object that opens it. So
mending is removing what carries ``CONTROL_LABEL``, from whatever half-done state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from .._kube.objects import Object
from .cluster import Cluster
from .context import Context
from .model import ProofError

# Marks what a control adds to the cluster; its value is the proof's name.
CONTROL_LABEL = "cloudnative.platform/negative-control"

# What controls add, in the order in which it is removed: what opens a guard first.
CONTROL_KINDS = (
    ("security.istio.io/v1", "PeerAuthentication"),
    ("security.istio.io/v1", "AuthorizationPolicy"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
    ("v1", "Pod"),
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
)

# What the server adds to an object, which it does not take back.
_SERVER_FIELDS = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "uid")


@contextmanager
def added(context: Context, *manifests: Object) -> Iterator[None]:
    """Keep objects in the cluster for the time of the block."""
    with ExitStack() as stack:
        for manifest in manifests:
            owned = _owned(manifest, context.proof)
            # Before the create: one that fails here may still have reached the server.
            stack.callback(context.cluster.delete, owned)
            context.cluster.create(owned)
        yield


@contextmanager
def removed(
    context: Context, api_version: str, kind: str, namespace: str, name: str
) -> Iterator[None]:
    """Take an object of the proofs' own out of the cluster for the time of the block.

    Raises:
        ProofError: it is not there.
    """
    found = context.cluster.objects(api_version, kind, namespace)
    manifest = next((entry for entry in found if entry["metadata"]["name"] == name), None)
    if manifest is None:
        raise ProofError(f"{kind} {namespace}/{name} is missing; the role verify creates it")
    context.cluster.delete(manifest)
    try:
        yield
    finally:
        metadata = {k: v for k, v in manifest["metadata"].items() if k not in _SERVER_FIELDS}
        context.cluster.create(manifest | {"metadata": metadata})


def adding(
    manifests: Callable[[Context], list[Object]],
) -> Callable[[Context], AbstractContextManager[Context]]:
    """A control that adds the objects which a function of the context makes."""

    @contextmanager
    def broken(context: Context) -> Iterator[Context]:
        with added(context, *manifests(context)):
            yield context

    return broken


def removing(
    api_version: str, kind: str, namespace: str, name: str
) -> Callable[[Context], AbstractContextManager[Context]]:
    """A control that takes away an object of the proofs' own."""

    @contextmanager
    def broken(context: Context) -> Iterator[Context]:
        with removed(context, api_version, kind, namespace, name):
            yield context

    return broken


def asking_about(subject: str) -> Callable[[Context], AbstractContextManager[Context]]:
    """A control that breaks nothing and asks about somebody or something else."""

    @contextmanager
    def broken(context: Context) -> Iterator[Context]:
        yield context.about(subject)

    return broken


def sweep(cluster: Cluster) -> list[str]:
    """Remove what controls have left behind, and name it."""
    found = []
    for api_version, kind in CONTROL_KINDS:
        for item in cluster.objects(api_version, kind, selector=CONTROL_LABEL):
            cluster.delete(item)
            found.append(f"{kind} {item['metadata']['namespace']}/{item['metadata']['name']}")
    return found


def _owned(manifest: Object, proof: str) -> Object:
    """The object as this proof's own: two proofs may open the same guard at the same time."""
    metadata = manifest["metadata"]
    labels = metadata.get("labels", {}) | {CONTROL_LABEL: proof}
    name = f"{metadata['name']}-{proof.replace('_', '-')}"
    return manifest | {"metadata": metadata | {"name": name, "labels": labels}}
