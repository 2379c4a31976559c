# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Applies a whole set: in stages, within a stage at once, then one wait for all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .changes import changed, diff
from .client import MANAGER, Client
from .discovery import Discovery
from .equal import is_applied
from .errors import ApiError, KubeError, ManifestError, SetError
from .manifests import Loaded
from .objects import Item, Object, Ref, Resource
from .refusals import refusals
from .retry import is_transient
from .stages import staged
from .threads import each
from .wait import wait_gone, wait_ready

# The server rejects or ignores these in what is applied; exported objects carry them.
NOT_OURS = (
    "creationTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)
MOVING = ("created", "configured", "deleted")
ACTIONS = (*MOVING, "unchanged", "absent")


@dataclass(frozen=True)
class Options:
    """How to apply. Times in seconds."""

    check: bool = False
    force: bool = False
    validate: str = "Strict"
    manager: str = MANAGER
    wait: bool = True
    wait_timeout: float = 300.0


@dataclass
class Outcome:
    """What was done to one object."""

    ref: Ref
    action: str
    ms: int
    before: Object | None = field(repr=False)
    after: Object | None = field(repr=False)

    def result(self) -> dict[str, Any]:
        """The outcome as a module returns it: no content of the object."""
        return {**self.ref._asdict(), "action": self.action, "ms": self.ms}

    def diff(self) -> dict[str, str]:
        """Before and after as a person reads them."""
        return diff(self.before, self.after)


def resolve(loaded: Sequence[Loaded], discovery: Discovery, namespace: str) -> list[Item]:
    """Match objects with the server's kinds. Objects without a namespace get ``namespace``.

    Raises ManifestError for unknown kinds and for objects that are given twice.
    """
    for body, _ in loaded:
        if body["kind"] == "CustomResourceDefinition":
            discovery.add_crd(body)
    items: dict[tuple[str, ...], Item] = {}
    for body, source in loaded:
        try:
            resource = discovery.find(body["apiVersion"], body["kind"])
        except ManifestError as error:
            raise ManifestError(f"{source}: {body['metadata']['name']}: {error}") from error
        item = _item(body, source, resource, namespace)
        # The version does not matter: apps/v1 and apps/v1beta1 are the same object.
        identity = (item.ref.group, item.ref.kind, item.ref.namespace, item.ref.name)
        if identity in items:
            first = items[identity].source
            raise ManifestError(f"{item.ref} is given twice: {first} and {source}")
        items[identity] = item
    return list(items.values())


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
    return Item(ref, resource, {**body, "metadata": metadata}, source)


def apply_set(client: Client, items: Sequence[Item], options: Options) -> list[Outcome]:
    """Apply the items and, if asked, wait for them.

    Raises SetError where objects are refused (later stages are then not begun) and WaitError
    where the set does not become ready.
    """
    run = _Run(client, options)
    try:
        run.read(items)
        for stage in staged(items):
            run.apply_stage(stage)
        if options.wait and not options.check:
            run.wait(items)
    except KubeError as error:
        error.results = [outcome.result() for outcome in run.outcomes]
        raise
    return run.outcomes


class _Run:
    """One apply of one set."""

    def __init__(self, client: Client, options: Options):
        self.client = client
        self.options = options
        self.before: dict[Ref, Object] = {}
        self.outcomes: list[Outcome] = []
        # In check mode these do not exist, so the server cannot judge what lies in them.
        self.new_namespaces: set[str] = set()
        self.new_kinds: set[tuple[str, str]] = set()

    def read(self, items: Sequence[Item]) -> None:
        """Read what exists; wait for what is on its way out, else it would take ours with it."""
        wanted = [(item.ref, item.resource) for item in items]
        self.before = self.client.read(wanted)
        leaving = [
            (ref, resource)
            for ref, resource in wanted
            if (self.before.get(ref, {}).get("metadata") or {}).get("deletionTimestamp")
        ]
        if leaving and not self.options.check:
            wait_gone(self.client, leaving, self.options.wait_timeout)
            for ref, _ in leaving:
                del self.before[ref]
            # What lay in a namespace is gone with it.
            gone = {ref.name for ref, _ in leaving if ref.kind == "Namespace"}
            self.before = {r: b for r, b in self.before.items() if r.namespace not in gone}

    def apply_stage(self, stage: Sequence[Item]) -> None:
        """Write a stage at once; what later stages stand on is waited for."""
        results = each(self._apply, stage, self.client.http.connections)
        self.outcomes += [result for result in results if isinstance(result, Outcome)]
        refused = [
            (item, result)
            for item, result in zip(stage, results, strict=True)
            if isinstance(result, KubeError)
        ]
        if refused:
            raise SetError(refusals(refused))
        grounds = [i for i in stage if i.ref.kind in ("Namespace", "CustomResourceDefinition")]
        if self.options.check:
            self._foresee(grounds)
        else:
            self.wait(grounds)

    def wait(self, items: Sequence[Item]) -> None:
        """Wait for items; what the server answered to the writes is the first look."""
        wanted = [(item.ref, item.resource) for item in items]
        known = {o.ref: o.after for o in self.outcomes if o.after is not None}
        wait_ready(self.client, wanted, self.options.wait_timeout, known)

    def _foresee(self, grounds: Sequence[Item]) -> None:
        for item in grounds:
            if item.ref in self.before:
                continue
            if item.ref.kind == "Namespace":
                self.new_namespaces.add(item.ref.name)
            spec = item.body.get("spec") or {}
            kind = (spec.get("names") or {}).get("kind")
            self.new_kinds.add((str(spec.get("group") or ""), str(kind or "")))

    def _apply(self, item: Item) -> Outcome:
        started = self.client.http.clock()
        before = self.before.get(item.ref)
        if before is not None and is_applied(item.body, before, self.options.manager):
            return Outcome(item.ref, "unchanged", 0, before, before)
        after, created = self._write(item, before)
        # A write whose answer was lost is told as an update by its second try.
        if created or before is None:
            action, before = "created", None
        else:
            moved = changed(before, after, self.options.manager, self.options.check)
            action = "configured" if moved else "unchanged"
        ms = round((self.client.http.clock() - started) * 1000)
        return Outcome(item.ref, action, ms, before, after)

    def _write(self, item: Item, before: Object | None) -> tuple[Object, bool]:
        ref, options = item.ref, self.options
        no_ground = ref.namespace in self.new_namespaces or (ref.group, ref.kind) in self.new_kinds
        if options.check and before is None and no_ground:
            return item.body, True
        return self.client.apply(
            item.resource,
            item.body,
            force=options.force,
            dry_run=options.check,
            validate=options.validate,
            manager=options.manager,
            transient=_transient,
        )


def _transient(error: ApiError) -> bool:
    """Also a path that is not there: a kind just established is served a moment later."""
    return is_transient(error) or (error.status == 404 and not error.body)


def summary(results: Sequence[Mapping[str, Any]], requests: int, seconds: float) -> dict[str, Any]:
    """What a module returns about a whole set."""
    count: Callable[[str], int] = [result["action"] for result in results].count
    totals = {action: count(action) for action in ACTIONS}
    return {
        "changed": any(totals[action] for action in MOVING),
        "objects": list(results),
        "totals": {**totals, "requests": requests, "ms": round(seconds * 1000)},
    }
