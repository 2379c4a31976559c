# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What writes would do, in check mode: the server's dry run, also where it cannot be asked.

The server judges every object as it is now. Where the same set brings the namespace or the kind,
the answer is worked out: in place of the new namespace the object is tried in ``default``, and the
schema of the set's own CRD is applied here. What cannot be known before: addresses and ports that
the server picks (shown as such), limits, quotas and admission rules of the new namespace, CEL rules
of the new CRD.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .errors import ApiError, ManifestError
from .fields import overlaid
from .objects import Item, Object, Ref, Resource
from .retry import is_field_conflict
from .schema import Schema, schema_of, stored

# A namespace that every cluster has.
ELSEWHERE = "default"
NAMESPACE = Resource("", "v1", "Namespace", "namespaces", namespaced=False)
# In place of what the server picks for a Service; in a dry run it picks nothing that will be.
PICKED = "(picked by the server)"
Ask = Callable[[Item], tuple[Object, bool]]
Find = Callable[[Item], Object | None]


class Foresight:
    """Answers writes of a set, in its order, without doing them.

    ``ask`` is the server's dry run of an object, ``find`` reads what the server has of it.
    """

    def __init__(self, ask: Ask, find: Find):
        self.ask = ask
        self.find = find
        self.namespaces: set[str] = set()
        # Namespaces of which the server was asked.
        self.there: set[str] = set()
        self.new_kinds: set[tuple[str, str]] = set()
        self.crds: dict[tuple[str, str], Object] = {}

    def learn(self, item: Item, before: Object | None) -> None:
        """Know from now on what a written or changed object stands for."""
        if item.ref.kind == "Namespace" and before is None:
            self.namespaces.add(item.ref.name)
        if item.ref.kind == "CustomResourceDefinition":
            spec = item.body.get("spec") or {}
            kind = (str(spec.get("group")), str((spec.get("names") or {}).get("kind")))
            self.crds[kind] = item.body
            if before is None:
                self.new_kinds.add(kind)

    def write(self, item: Item, before: Object | None) -> tuple[Object, bool]:
        """The object after a write, and whether the write would create it. Raises KubeError."""
        kind = (item.ref.group, item.ref.kind)
        if kind in self.crds:
            schema = schema_of(self.crds[kind], item.resource.version)
            if kind in self.new_kinds:
                self._refuse_homeless(item)
                return stored(item.body, schema), True
            return self._by_changed_crd(item, before, schema)
        after, created = self._asked(item)
        return unpicked(after, item, before), created

    def _refuse_homeless(self, item: Item) -> None:
        """Raise ManifestError where neither the server nor the set has the object's namespace."""
        place = item.ref.namespace
        if not place or place in self.namespaces | self.there:
            return
        ref = Ref("v1", "Namespace", "", place)
        with suppress(ApiError):  # who may not read it will be told by the real write
            if self.find(Item(ref, NAMESPACE, {}, "")) is None:
                raise ManifestError(f"namespace {place} does not exist; add it to the set")
        self.there.add(place)

    def _asked(self, item: Item) -> tuple[Object, bool]:
        if item.ref.namespace in self.namespaces:
            return self._elsewhere(item), True
        return self.ask(item)

    def _by_changed_crd(
        self, item: Item, before: Object | None, schema: Schema
    ) -> tuple[Object, bool]:
        """The server still has the old CRD: it does not know the new fields and defaults."""
        try:
            after, created = self._asked(item)
        except ApiError as error:
            if error.status not in (422, 500) or is_field_conflict(error):
                raise
            after, created = overlaid(before or {}, item.body), before is None
        return stored(after, schema), created

    def _elsewhere(self, item: Item) -> Object:
        """Try the object in another namespace: the kind's own rules and defaults are the same."""
        moved = _named(item, ELSEWHERE, item.ref.name)
        try:
            if self.find(moved) is not None:
                moved = _named(item, ELSEWHERE, f"{item.ref.name[:50]}-foreseen")
            after, _ = self.ask(moved)
        except ApiError as error:
            # Rights and quotas there say nothing about the new namespace.
            if error.status in (403, 404):
                return item.body
            raise
        return _renamed(after, moved, item)


def _named(item: Item, namespace: str, name: str) -> Item:
    metadata = {**item.body["metadata"], "namespace": namespace, "name": name}
    ref = item.ref._replace(namespace=namespace, name=name)
    return Item(ref, item.resource, {**item.body, "metadata": metadata}, item.source)


def _renamed(after: Object, moved: Item, item: Item) -> Object:
    """The answer with the object's own name, also where the server has copied it."""

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: put(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [put(inner) for inner in value]
        return item.ref.name if value == moved.ref.name else value

    body: Object = put(after)
    body["metadata"] = {**body["metadata"], "namespace": item.ref.namespace}
    return body


def unpicked(after: Object, item: Item, before: Object | None) -> Object:
    """A Service without the addresses and ports that a dry run has made up."""
    if (item.ref.group, item.ref.kind) != ("", "Service"):
        return after
    spec = dict(after["spec"])
    old, given = (before or {}).get("spec") or {}, item.body.get("spec") or {}
    if "clusterIP" not in old and "clusterIP" not in given and "clusterIP" in spec:
        spec |= {"clusterIP": PICKED, "clusterIPs": [PICKED]}
    if "healthCheckNodePort" in spec and "healthCheckNodePort" not in {**old, **given}:
        spec["healthCheckNodePort"] = PICKED
    known = {port.get("nodePort") for body in (old, given) for port in body.get("ports") or []}
    if "ports" in spec:
        spec["ports"] = [
            {**port, "nodePort": PICKED} if port.get("nodePort", 0) not in {*known, 0} else port
            for port in spec["ports"]
        ]
    return {**after, "spec": spec}
