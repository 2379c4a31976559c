# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What differs between a set and the cluster, field by field, and who changed it. Writes nothing.

Wanted is what the server's dry run of a forced apply answers, so defaults, quantities and lists
with keys are the server's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .applyset import SetName, mark
from .changes import applied_entry, changed, essence
from .client import Client
from .discovery import Discovery
from .equal import is_applied
from .errors import KubeError, ManifestError
from .fields import Path, differences, merged, owned, owns, text_of, value_at
from .foresee import unpicked
from .inventory import Inventory
from .items import resolve
from .manifests import Loaded
from .objects import Item, Object, Ref, Resource, is_leaving, marks_of
from .options import Options
from .redact import mask, redact
from .refusals import refusal
from .threads import each
from .write import write

STATES = ("in_sync", "differs", "missing", "refused", "unreadable")
# As an apply that takes what others own; the content of members that nobody names is not needed.
OPTIONS = Options(check=True, force=True, contents=False)


@dataclass(frozen=True)
class Finding:
    """How one object of the set is in the cluster; ``fields`` are the differing ones."""

    ref: Ref
    state: str
    fields: Sequence[Mapping[str, Any]] = ()
    error: str = ""

    def result(self) -> dict[str, Any]:
        """The finding as a module returns it."""
        shown = {**self.ref._asdict(), "state": self.state, "fields": list(self.fields)}
        return {**shown, "error": self.error} if self.error else shown


def find_drift(
    client: Client, loaded: Sequence[Loaded], namespace: str, name: SetName | None = None
) -> tuple[list[Finding], list[Ref]]:
    """How each object is, and the members of the set ``name`` that are not among them.

    Objects without a namespace get ``namespace``. Raises KubeError where the set itself cannot be
    read: it is malformed, or its inventory is forbidden.
    """
    known, unknown = _by_kind(loaded, client.discovery)
    items = resolve(known, client.discovery, namespace)
    look = _Look(client, items)
    extra: list[Ref] = []
    if name:
        mark(items, name)
        inventory = Inventory(client, name, OPTIONS)
        inventory.read(items, look.judge)
        look.live |= inventory.found
        named = {item.ref.identity for item in items}
        extra = [ref for ref in inventory.members if ref.identity not in named]
    look.read([item for item in items if item.ref not in look.live])
    return [*look.findings(items), *unknown], extra


def _by_kind(loaded: Sequence[Loaded], discovery: Discovery) -> tuple[list[Loaded], list[Finding]]:
    """Objects of kinds that the server knows; the others are missing."""
    known, unknown = [], []
    for entry in loaded:
        body, metadata = entry.body, entry.body["metadata"]
        try:
            discovery.find(body["apiVersion"], body["kind"])
            known.append(entry)
        except ManifestError as error:
            place = str(metadata.get("namespace") or "")
            ref = Ref(body["apiVersion"], body["kind"], place, str(metadata["name"]))
            unknown.append(Finding(ref, "missing", error=str(error)))
    return known, unknown


class _Look:
    """One look at a cluster. ``live``: what is there; of what is in sync only its marks."""

    def __init__(self, client: Client, items: Sequence[Item]):
        self.client = client
        self.items = {item.ref: item for item in items}
        self.live: dict[Ref, Object] = {}
        self.in_sync: set[Ref] = set()
        self.unreadable: dict[Ref, KubeError] = {}

    def judge(self, ref: Ref, body: Object) -> Object:
        """Look at an object as it is read, and return what is to be kept of it."""
        if is_leaving(body) or not is_applied(self.items[ref].body, body, OPTIONS.manager):
            return body
        self.in_sync.add(ref)
        return marks_of(body)

    def read(self, items: Sequence[Item]) -> None:
        """Read kind by kind at once, and singly where a kind cannot be read as a whole."""
        kinds: dict[Resource, list[Item]] = defaultdict(list)
        for item in items:
            kinds[item.resource].append(item)
        for group, error in self._read_each(list(kinds.values())):
            alone = [[item] for item in group] if len(group) > 1 else []
            failed = self._read_each(alone) if alone else [(group, error)]
            self.unreadable |= {item.ref: reason for [item], reason in failed}

    def _read_each(self, groups: list[list[Item]]) -> list[tuple[list[Item], KubeError]]:
        """Read groups of objects at once; returns those that could not be read."""

        def read(group: list[Item]) -> dict[Ref, Object]:
            return self.client.read([(item.ref, item.resource) for item in group], self.judge)

        failed = []
        answers = each(read, groups, self.client.http.room)
        for group, answer in zip(groups, answers, strict=True):
            if isinstance(answer, KubeError):
                failed.append((group, answer))
            else:
                self.live |= answer
        return failed

    def findings(self, items: Sequence[Item]) -> list[Finding]:
        """How each of the items is, in their order."""
        answers = each(self._find, items, self.client.http.room)
        return [
            Finding(item.ref, "refused", error=_told(item, answer))
            if isinstance(answer, KubeError)
            else answer
            for item, answer in zip(items, answers, strict=True)
        ]

    def _find(self, item: Item) -> Finding:
        ref, body = item.ref, self.live.get(item.ref)
        if ref in self.unreadable:
            return Finding(ref, "unreadable", error=_told(item, self.unreadable[ref]))
        if body is None:
            return Finding(ref, "missing")
        if is_leaving(body):
            return Finding(ref, "missing", error="it is being deleted")
        if ref in self.in_sync:
            return Finding(ref, "in_sync")
        wanted, _ = write(self.client, item, body, OPTIONS)
        wanted = unpicked(wanted, item, body)
        if not changed(body, wanted, OPTIONS.manager, dry=True):
            return Finding(ref, "in_sync")
        return Finding(ref, "differs", compare(body, wanted, OPTIONS.manager))


def compare(live: Object, wanted: Object, manager: str) -> list[dict[str, Any]]:
    """The fields in which an object differs from what an apply would make of it.

    Also fields of which only the ownership would change: ``not_named`` are ours, but the set names
    them no longer; ``not_owned`` are named with their present value, but are not ours yet.
    """
    entries = [entry for body in (live, wanted) for entry in _entries(body)]
    tree = merged([entry.get("fieldsV1") or {} for entry in entries])
    is_now, will_be = (redact(essence(body)) for body in (live, wanted))
    had, gets = (
        set(owned(applied_entry(body, manager).get("fieldsV1") or {})) for body in (live, wanted)
    )
    moved = {d.path: d for d in differences(is_now, will_be, tree)}
    left, taken = _topmost(had - gets), _topmost(gets - had)
    reasons = {
        path: "not_named" if any(_overlap(path, other) for other in left) else "value"
        for path in moved
    }
    for paths, reason in ((left, "not_named"), (taken, "not_owned")):
        reasons |= {p: reason for p in paths if not any(_overlap(p, other) for other in moved)}
    return [
        {
            "path": text_of(path),
            "reason": reason,
            "wanted": moved[path].new if path in moved else value_at(will_be, path),
            "actual": moved[path].old if path in moved else value_at(is_now, path),
            **_owner(live, path, manager),
        }
        for path, reason in sorted(reasons.items())
    ]


def _told(item: Item, error: KubeError) -> str:
    return mask(refusal(item.ref, error), item.body)


def _entries(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The managedFields of an object, without those of its status."""
    return [e for e in body["metadata"].get("managedFields") or [] if not e.get("subresource")]


def _owner(live: Mapping[str, Any], path: Path, manager: str) -> dict[str, Any]:
    """Who has the field: another manager before ours, the latest first; None if nobody has it."""
    ours = applied_entry(live, manager)
    owners = [entry for entry in _entries(live) if owns(entry.get("fieldsV1") or {}, path)]
    owners.sort(key=lambda entry: (entry != ours, entry.get("time") or ""))
    entry = owners[-1] if owners else {}
    return {key: entry.get(key) for key in ("manager", "operation", "time")}


def _topmost(paths: set[Path]) -> set[Path]:
    """Without paths that lie in another one."""
    return {p for p in paths if not any(p[:length] in paths for length in range(1, len(p)))}


def _overlap(one: Path, other: Path) -> bool:
    """Whether one path lies in the other."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]
