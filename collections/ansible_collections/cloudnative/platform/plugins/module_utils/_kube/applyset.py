# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What belongs to a set, as the cluster remembers it: the ApplySet of KEP-3659.

A ConfigMap, the parent, names the kinds and namespaces in which the set has members; the members
carry its id in a label. kubectl and others read the same marks and leave the set alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from .changes import applied_entry
from .errors import InventoryError, ManifestError
from .objects import Identity, Item, Object, Ref
from .stages import GROUNDS

ID = "applyset.kubernetes.io/id"
PART_OF = "applyset.kubernetes.io/part-of"
TOOLING = "applyset.kubernetes.io/tooling"
KINDS = "applyset.kubernetes.io/contains-group-kinds"
NAMESPACES = "applyset.kubernetes.io/additional-namespaces"
TOOL, VERSION = "cloudnative.platform", "0.1.0"


class SetName(NamedTuple):
    """A set: name and namespace of its parent."""

    name: str
    namespace: str

    @property
    def id(self) -> str:
        """The mark of its members."""
        digest = hashlib.sha256(f"{self.name}.{self.namespace}.ConfigMap.".encode()).digest()
        return f"applyset-{base64.urlsafe_b64encode(digest).decode().rstrip('=')}-v1"

    @property
    def parent(self) -> Ref:
        """The ConfigMap that stands for it."""
        return Ref("v1", "ConfigMap", self.namespace, self.name)

    @property
    def ground(self) -> Identity:
        """The namespace of the parent: without it there is none."""
        return "", "Namespace", "", self.namespace

    def __str__(self) -> str:
        return f"set {self.name} (in namespace {self.namespace})"


@dataclass(frozen=True)
class Contents:
    """Where members can be: kinds as pairs of group and kind, and namespaces."""

    kinds: frozenset[tuple[str, str]] = frozenset()
    namespaces: frozenset[str] = frozenset()

    def __or__(self, other: Contents) -> Contents:
        return Contents(self.kinds | other.kinds, self.namespaces | other.namespaces)

    def holds(self, ref: Ref) -> bool:
        """Whether an object can be a member."""
        place = not ref.namespace or ref.namespace in self.namespaces
        return place and (ref.group, ref.kind) in self.kinds


def contents_of(name: SetName, refs: Iterable[Ref]) -> Contents:
    """Where these objects are; the parent's own namespace belongs to every set."""
    refs = list(refs)
    places = {ref.namespace for ref in refs if ref.namespace}
    return Contents(
        frozenset((ref.group, ref.kind) for ref in refs), frozenset(places | {name.namespace})
    )


def parent_body(name: SetName, contents: Contents) -> Object:
    """The parent as it is applied."""
    kinds = (f"{kind}.{group}" if group else kind for group, kind in contents.kinds)
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": name.name,
            "namespace": name.namespace,
            "labels": {ID: name.id},
            "annotations": {
                TOOLING: f"{TOOL}/{VERSION}",
                KINDS: ",".join(sorted(kinds)),
                NAMESPACES: ",".join(sorted(contents.namespaces - {name.namespace})),
            },
        },
    }


def read_parent(name: SetName, body: Mapping[str, Any]) -> Contents:
    """What a parent says. Raises InventoryError where it is none, or another tool's."""
    metadata = body.get("metadata") or {}
    marks = metadata.get("annotations") or {}
    mark = (metadata.get("labels") or {}).get(ID)
    if mark != name.id:
        found = f"has the id {mark}" if mark else f"has no label {ID}"
        raise InventoryError(
            f"{name.parent} exists and is not the parent of this set: it {found}; choose another "
            "name for the set, or another set_namespace"
        )
    tool = str(marks.get(TOOLING) or "").rpartition("/")[0]
    if tool != TOOL:
        raise InventoryError(f"{name} is kept by another tool: {marks.get(TOOLING) or 'unknown'}")
    kinds = [entry.partition(".") for entry in _entries(marks, KINDS)]
    return Contents(
        frozenset((group, kind) for kind, _, group in kinds),
        frozenset(_entries(marks, NAMESPACES)) | {name.namespace},
    )


def _entries(marks: Mapping[str, str], name: str) -> list[str]:
    return [entry for entry in (marks.get(name) or "").split(",") if entry]


def part_of(body: Mapping[str, Any]) -> str:
    """The id of the set to which an object belongs; empty for none."""
    return str(((body.get("metadata") or {}).get("labels") or {}).get(PART_OF) or "")


def owns_label(body: Mapping[str, Any], manager: str) -> bool:
    """Whether the manager itself has put the label there.

    Controllers copy labels, such as those of a Service to its EndpointSlices, and so do people.
    """
    fields = applied_entry(body, manager).get("fieldsV1") or {}
    labels = (fields.get("f:metadata") or {}).get("f:labels") or {}
    return f"f:{PART_OF}" in labels


def is_member(body: Mapping[str, Any], name: SetName, manager: str) -> bool:
    """Whether an object was made a member by us, and nobody has changed that since."""
    return part_of(body) == name.id and owns_label(body, manager)


def mark(items: Sequence[Item], name: SetName) -> None:
    """Label the items as members. Raises ManifestError where that cannot be."""
    for item in items:
        if item.ref.identity == name.parent.identity:
            raise ManifestError(
                f"{item.source}: {item.ref} would be its own set's parent: choose another name "
                "for the set"
            )
        metadata = item.body["metadata"]
        if part_of(item.body) not in ("", name.id):
            raise ManifestError(f"{item.source}: {item.ref} carries the label of another set")
        metadata["labels"] = {**(metadata.get("labels") or {}), PART_OF: name.id}


def claimed_by(item: Item, live: Mapping[str, Any], manager: str) -> str:
    """The id of the other set from which an apply would take the object; empty for none.

    An apply without a set takes the label away where we have put it there.
    """
    theirs, ours = part_of(live), part_of(item.body)
    if not theirs or theirs == ours:
        return ""
    return theirs if ours or owns_label(live, manager) else ""


class Plan(NamedTuple):
    """What becomes of the members that a set no longer names."""

    doomed: list[Ref]
    kept: list[Ref]


def plan(
    members: Iterable[Ref],
    named: Iterable[Ref],
    *,
    cascading: bool = False,
    spared: Identity | None = None,
) -> Plan:
    """Members to remove and to keep.

    ``cascading``: remove namespaces and CRDs, too; ``spared``: but not this object.
    """
    identities = {ref.identity for ref in named}
    doomed: list[Ref] = []
    kept: list[Ref] = []
    for ref in members:
        if ref.identity in identities:
            continue
        ground = (ref.group, ref.kind) in GROUNDS
        stays = ref.identity == spared or (ground and not cascading)
        (kept if stays else doomed).append(ref)
    return Plan(doomed, kept)


def guard(name: SetName, planned: Plan, members: int, named: int, limit: float) -> None:
    """Raise InventoryError where more would be removed than anybody can have meant.

    ``limit``: the largest share of the members, 0 to 1.
    """
    if not named:
        raise InventoryError(
            f"{name} names no object at all; is what renders it broken? To remove all its "
            "members say state: absent, or prune_allow_all: true to leave an empty set"
        )
    doomed = len(planned.doomed)
    if doomed > limit * members:
        few = ", ".join(str(ref) for ref in planned.doomed[:5]) + (", ..." if doomed > 5 else "")
        raise InventoryError(
            f"{name} no longer names {doomed} of its {members} members ({few}): more than "
            f"prune_limit ({limit:g}) allows. Nothing was changed; say prune_allow_all: true if "
            "this is meant"
        )
