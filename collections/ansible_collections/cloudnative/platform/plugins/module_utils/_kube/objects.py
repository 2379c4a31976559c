# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Names and addresses of Kubernetes objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Object = dict[str, Any]
# Group, kind, namespace, name.
Identity = tuple[str, str, str, str]
MARKS = ("deletionTimestamp", "labels", "name", "namespace", "resourceVersion", "uid")


class Ref(NamedTuple):
    """What identifies one object in one cluster. ``namespace`` is empty for cluster-wide kinds."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @property
    def group(self) -> str:
        """The API group; empty for the core group."""
        return group_of(self.api_version)

    @property
    def identity(self) -> Identity:
        """The object whatever its version: apps/v1 and apps/v1beta1 name the same one."""
        return self.group, self.kind, self.namespace, self.name

    def __str__(self) -> str:
        place = f"{self.namespace}/" if self.namespace else ""
        return f"{self.kind} {place}{self.name}"


@dataclass(frozen=True)
class Resource:
    """How the server serves one kind."""

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool
    verbs: frozenset[str] = frozenset()

    @property
    def api_version(self) -> str:
        """``group/version``, or the version alone for the core group."""
        return f"{self.group}/{self.version}" if self.group else self.version

    def path(self, namespace: str = "", name: str = "", subresource: str = "") -> str:
        """The URL path of the collection or of one object in it."""
        parts = ["/apis", self.group, self.version] if self.group else ["/api", self.version]
        if self.namespaced and namespace:
            parts += ["namespaces", namespace]
        return "/".join(part for part in [*parts, self.plural, name, subresource] if part)


@dataclass
class Item:
    """One object that the user wants: who it is, how it is served, its body, where it came from."""

    ref: Ref
    resource: Resource
    body: Object
    source: str


def group_of(api_version: str) -> str:
    """The API group of an ``apiVersion``; empty for the core group."""
    return api_version.rpartition("/")[0]


def uid_of(body: Mapping[str, Any]) -> str:
    """The server's own name of one life of an object; empty for what it has not made."""
    return str((body.get("metadata") or {}).get("uid") or "")


def is_leaving(body: Mapping[str, Any]) -> bool:
    """Whether the object was deleted and only its finalizers hold it."""
    return bool((body.get("metadata") or {}).get("deletionTimestamp"))


def marks_of(body: Mapping[str, Any]) -> Object:
    """The object without its content: enough to know it again and to delete it."""
    metadata = {k: v for k, v in (body.get("metadata") or {}).items() if k in MARKS}
    return {"apiVersion": body["apiVersion"], "kind": body["kind"], "metadata": metadata}


def ref_of(body: Mapping[str, Any]) -> Ref:
    """The reference of an object as the server returns it."""
    metadata = body.get("metadata") or {}
    return Ref(
        str(body.get("apiVersion") or ""),
        str(body.get("kind") or ""),
        str(metadata.get("namespace") or ""),
        str(metadata.get("name") or ""),
    )
