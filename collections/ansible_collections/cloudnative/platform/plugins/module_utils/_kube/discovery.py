# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What kinds a server knows, in two requests, and those that a set brings itself."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from .errors import ManifestError
from .http import Http
from .objects import Object, Resource

# Aggregated discovery: all groups in one document; stable since Kubernetes 1.30.
ACCEPT = ",".join(
    f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList"
    for version in ("v2", "v2beta1")
)
# A wrong address should be told soon, a restart of the server should not.
FIRST_CONTACT = 15.0


class Discovery:
    """The kinds of one server."""

    def __init__(self, kinds: Mapping[tuple[str, str], Resource]):
        self.kinds = dict(kinds)

    def find(self, api_version: str, kind: str) -> Resource:
        """How a kind is served. Raises ManifestError that names what is near."""
        resource = self.kinds.get((api_version, kind))
        if resource:
            return resource
        versions = sorted(version for version, known in self.kinds if known == kind)
        if versions:
            hint = f"it serves {kind} as {', '.join(versions)}"
        else:
            near = get_close_matches(kind, {known for _, known in self.kinds}, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "install its CRD first"
        raise ManifestError(f"the server does not know {kind} in {api_version}: {hint}")

    def add_crd(self, crd: Object) -> None:
        """Learn the kinds that a CustomResourceDefinition of the set will bring."""
        for resource in resources_of_crd(crd):
            self.kinds.setdefault((resource.api_version, resource.kind), resource)


def discover(http: Http) -> Discovery:
    """Ask the server for all kinds."""
    kinds: dict[tuple[str, str], Resource] = {}
    for path in ("/api", "/apis"):
        limit = min(http.retry_timeout, FIRST_CONTACT)
        answer = http.call("GET", path, headers={"Accept": ACCEPT}, retry_timeout=limit)
        for resource in parse(answer.data):
            kinds.setdefault((resource.api_version, resource.kind), resource)
    return Discovery(kinds)


def parse(document: Mapping[str, Any]) -> list[Resource]:
    """The resources of an APIGroupDiscoveryList. Raises ManifestError for another document."""
    if document.get("kind") != "APIGroupDiscoveryList":
        raise ManifestError(
            "the server does not offer aggregated discovery; Kubernetes 1.30 or newer is needed"
        )
    return [
        Resource(
            group=group["metadata"].get("name") or "",
            version=version["version"],
            kind=resource["responseKind"]["kind"],
            plural=resource["resource"],
            namespaced=resource["scope"] == "Namespaced",
            verbs=frozenset(resource.get("verbs") or []),
        )
        for group in document.get("items") or []
        for version in group.get("versions") or []
        for resource in version.get("resources") or []
        if resource.get("responseKind", {}).get("kind")
    ]


def resources_of_crd(crd: Object) -> list[Resource]:
    """The resources that a CustomResourceDefinition will serve; none if it is malformed."""
    spec = crd.get("spec") or {}
    names = spec.get("names") or {}
    if not (spec.get("group") and names.get("plural") and names.get("kind")):
        return []
    return [
        Resource(
            group=spec["group"],
            version=version["name"],
            kind=names["kind"],
            plural=names["plural"],
            namespaced=spec.get("scope") != "Cluster",
            verbs=frozenset({"get", "list", "patch", "delete", "watch", "create"}),
        )
        for version in spec.get("versions") or []
        if version.get("served") and version.get("name")
    ]
