# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Finds what replaces a pod when its template changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .._kube.client import Client
from .._kube.objects import Object, Ref, ref_of

# These replace their pods one after the other.
ROLLED = {("apps/v1", kind) for kind in ("DaemonSet", "Deployment", "StatefulSet")}
# Their next pod is a new one, with the new value.
ENDING = {("batch/v1", "Job")}
REPLICA_SET = ("apps/v1", "ReplicaSet")


@dataclass
class Group:
    """Pods of one workload.

    ``body``: the workload, None where nothing replaces its pods; ``stale``: names of the Secrets of
    which the pods have old values.
    """

    body: Object | None
    pods: list[Object] = field(default_factory=list)
    stale: frozenset[str] = frozenset()


class Owners:
    """Groups pods by their workload; asks for each owner once."""

    def __init__(self, client: Client):
        self.groups: dict[Ref, Group] = {}
        self._client = client
        self._bodies: dict[Ref, Object | None] = {}

    def add(self, pod: Object, stale: frozenset[str]) -> None:
        """Take in a pod and the Secrets of which it has an old value. Raises KubeError."""
        owner = controller_of(pod)
        if owner and _kind(owner) == REPLICA_SET:
            owner = controller_of(self._get(owner) or {}) or owner
        body = None
        if owner and _kind(owner) in ROLLED:
            body = self._get(owner)
            if body is None:
                return  # deleted, and its pods go with it
        if owner and _kind(owner) in ENDING:
            return
        group = self.groups.setdefault(owner or ref_of(pod), Group(body))
        group.pods.append(pod)
        group.stale |= stale

    def _get(self, ref: Ref) -> Object | None:
        if ref not in self._bodies:
            resource = self._client.find(ref.api_version, ref.kind)
            self._bodies[ref] = self._client.get(resource, ref.namespace, ref.name)
        return self._bodies[ref]


def controller_of(body: Mapping[str, Any]) -> Ref | None:
    """The object that keeps this one; None where nobody does."""
    metadata = body.get("metadata") or {}
    for entry in metadata.get("ownerReferences") or []:
        if entry.get("controller"):
            namespace = str(metadata.get("namespace") or "")
            return Ref(entry["apiVersion"], entry["kind"], namespace, entry["name"])
    return None


def _kind(ref: Ref) -> tuple[str, str]:
    return ref.api_version, ref.kind
