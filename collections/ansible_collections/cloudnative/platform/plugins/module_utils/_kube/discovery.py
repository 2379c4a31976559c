# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What kinds a server knows, in two requests, and those that a set brings itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .errors import ConfigError, ManifestError
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
    """The kinds of one server.

    ``stale``: groups of which the server knows no more than it did once, as the API server behind
    it (an aggregated one) does not answer.
    """

    def __init__(
        self, kinds: Mapping[tuple[str, str], Resource], stale: frozenset[str] = frozenset()
    ):
        self.kinds = dict(kinds)
        self.stale = stale

    def find(self, api_version: str, kind: str) -> Resource:
        """How a kind is served. Raises ManifestError that names what is near."""
        resource = self.kinds.get((api_version, kind))
        if resource:
            return resource
        versions = sorted(version for version, known in self.kinds if known == kind)
        if versions:
            hint = f"it serves {kind} as {', '.join(versions)}"
        else:
            from difflib import get_close_matches  # only a typing error needs it

            near = get_close_matches(kind, {known for _, known in self.kinds}, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "install its CRD first"
        raise ManifestError(f"the server does not know {kind} in {api_version}: {hint}")

    def of_kind(self, group: str, kind: str) -> Resource | None:
        """A kind in the version that the server prefers; None for an unknown one."""
        # The server names the versions of a group in this order.
        matches = (r for r in self.kinds.values() if (r.group, r.kind) == (group, kind))
        return next(matches, None)

    def add_crd(self, crd: Object) -> None:
        """Learn the kinds that a CustomResourceDefinition of the set will bring."""
        for resource in resources_of_crd(crd):
            self.kinds.setdefault((resource.api_version, resource.kind), resource)


def discover(http: Http) -> Discovery:
    """Ask the server for all kinds. Raises ManifestError for a server that is too old."""
    kinds: dict[tuple[str, str], Resource] = {}
    stale: set[str] = set()
    for path in ("/api", "/apis"):
        limit = min(http.retry_timeout, FIRST_CONTACT)
        answer = http.call("GET", path, headers={"Accept": ACCEPT}, retry_timeout=limit)
        if not isinstance(answer.data, dict):
            server = f"{http.connection.server} (from {http.connection.source})"
            raise ConfigError(f"{server} is no Kubernetes API server; is the address right?")
        for resource in parse(answer.data):
            kinds.setdefault((resource.api_version, resource.kind), resource)
        stale |= stale_groups(answer.data)
    return Discovery(kinds, frozenset(stale))


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
        for group, version in _versions(document)
        for resource in version.get("resources") or []
        if resource.get("responseKind", {}).get("kind")
    ]


def stale_groups(document: Mapping[str, Any]) -> set[str]:
    """The groups of an APIGroupDiscoveryList that the server could not ask for just now."""
    return {
        group["metadata"].get("name") or ""
        for group, version in _versions(document)
        if version.get("freshness") == "Stale"
    }


def _versions(document: Mapping[str, Any]) -> Iterator[tuple[Object, Object]]:
    """Each group with each of its versions."""
    for group in document.get("items") or []:
        for version in group.get("versions") or []:
            yield group, version


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
