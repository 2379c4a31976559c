# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Matches the objects of a set with the kinds of a server."""

from __future__ import annotations

from collections.abc import Sequence

from .discovery import Discovery
from .errors import ManifestError
from .manifests import Loaded
from .objects import Identity, Item, Object, Ref, Resource
from .served import normal

# The server rejects or ignores these in what is applied; exported objects carry them.
NOT_OURS = (
    "creationTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)


def resolve(loaded: Sequence[Loaded], discovery: Discovery, namespace: str) -> list[Item]:
    """Match objects with the server's kinds. Objects without a namespace get ``namespace``.

    Raises ManifestError for unknown kinds and for objects that are given twice.
    """
    for body, _ in loaded:
        if body["kind"] == "CustomResourceDefinition":
            discovery.add_crd(body)
    items: dict[Identity, Item] = {}
    for body, source in loaded:
        try:
            resource = discovery.find(body["apiVersion"], body["kind"])
        except ManifestError as error:
            raise ManifestError(f"{source}: {body['metadata']['name']}: {error}") from error
        item = _item(body, source, resource, namespace)
        if item.ref.identity in items:
            first = items[item.ref.identity].source
            raise ManifestError(f"{item.ref} is given twice: {first} and {source}")
        items[item.ref.identity] = item
    return list(items.values())


def known_only(loaded: Sequence[Loaded], discovery: Discovery) -> list[Loaded]:
    """Objects of kinds that the server knows: of the others there can be none."""

    def is_known(entry: Loaded) -> bool:
        try:
            discovery.find(entry.body["apiVersion"], entry.body["kind"])
        except ManifestError:
            return False
        return True

    return [entry for entry in loaded if is_known(entry)]


def _item(body: Object, source: str, resource: Resource, namespace: str) -> Item:
    # An empty map is dropped when the object is made and owned when it is applied again, which
    # would be a write on every second run.
    metadata = {
        k: v
        for k, v in body["metadata"].items()
        if k not in NOT_OURS and (v or k not in ("annotations", "labels"))
    }
    place = ""
    if resource.namespaced:
        place = metadata["namespace"] = str(metadata.get("namespace") or namespace)
    else:
        metadata.pop("namespace", None)
    ref = Ref(body["apiVersion"], body["kind"], place, str(metadata["name"]))
    return Item(ref, resource, normal({**body, "metadata": metadata}), source)
