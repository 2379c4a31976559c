# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The parent and the members of a set in the cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from .applyset import (
    ID,
    PART_OF,
    Contents,
    SetName,
    claimed_by,
    contents_of,
    is_member,
    parent_body,
    read_parent,
)
from .changes import changed
from .client import Client
from .errors import ApiError, InventoryError
from .objects import Item, Object, Ref, Resource, marks_of, ref_of, uid_of
from .options import Options
from .outcome import Outcome
from .retry import is_transient
from .threads import all_of

CONFIG_MAP = Resource("", "v1", "ConfigMap", "configmaps", namespaced=True)
CRD = ("apiextensions.k8s.io", "CustomResourceDefinition")
Judge = Callable[[Ref, Object], Object]


class Inventory:
    """What one run knows and writes of a set.

    ``members``: all of them, as they were read; ``found``: those that the run names.
    """

    def __init__(self, client: Client, name: SetName, options: Options):
        self.client = client
        self.name = name
        self.options = options
        self.members: dict[Ref, Item] = {}
        self.found: dict[Ref, Object] = {}
        self._before: Object | None = None
        self._parent: Object | None = None
        self._recorded = Contents()
        # Kinds that cannot be listed now, because the server behind them is away.
        self._unlisted: set[tuple[str, str]] = set()
        self._started = client.http.clock()
        self._ms = 0

    def read(self, items: Sequence[Item], judge: Judge) -> None:
        """Read the parent and, with one LIST a kind, all members.

        ``judge`` is given each object that the run names, and answers what is kept of it.
        Raises InventoryError where the parent is not one of ours.
        """
        parent = self.client.get(CONFIG_MAP, self.name.namespace, self.name.name)
        self._before = self._parent = parent
        if parent is None:
            return
        self._recorded = read_parent(self.name, parent)
        wanted = {item.ref for item in items}
        served = {(item.ref.group, item.ref.kind): item.resource for item in items}

        def read_kind(resource: Resource) -> None:
            for body in self._list(resource):
                self._add(body, resource, wanted, judge)

        all_of(read_kind, self._resources(served), self.client.http.room)

    def widen(self, named: Iterable[Ref]) -> None:
        """Before the first member is written: name also where members will be."""
        self._store(self._recorded | contents_of(self.name, named))

    def narrow(self, members: Iterable[Ref]) -> None:
        """After the last deletion: name only where members still are."""
        left = contents_of(self.name, members)
        if self._unlisted:
            left |= Contents(frozenset(self._unlisted), self._recorded.namespaces)
        self._store(left)

    def remove(self) -> None:
        """Delete the parent, when nothing is left of the set."""
        if self._parent is None:
            return
        uid = uid_of(self._parent)
        self.client.delete(
            CONFIG_MAP, self.name.namespace, self.name.name, dry_run=self.options.check, uid=uid
        )
        self._parent = None

    def outcome(self) -> Outcome:
        """What was done to the parent."""
        before, after = self._before, self._parent
        if after is None:
            action = "absent" if before is None else "deleted"
        elif before is None:
            action = "created"
        else:
            moved = changed(before, after, self.options.manager, self.options.check)
            action = "configured" if moved else "unchanged"
        return Outcome(self.name.parent, action, 0, before, after)

    def _resources(self, served: Mapping[tuple[str, str], Resource]) -> list[Resource]:
        """The recorded kinds, in the versions in which the run names them."""
        found = []
        discovery = self.client.discovery
        if any(not discovery.of_kind(*kind) for kind in self._recorded.kinds - served.keys()):
            self._learn()
        for group, kind in sorted(self._recorded.kinds):
            resource = served.get((group, kind)) or discovery.of_kind(group, kind)
            if resource:
                found.append(resource)
            elif group in discovery.stale:
                self._unlisted.add((group, kind))
        return found

    def _learn(self) -> None:
        """Learn the kinds of all CRDs: a new one is served before discovery tells of it."""
        resource = self.client.discovery.of_kind(*CRD)
        try:
            crds = self.client.list_objects(resource) if resource else []
        except ApiError as error:
            if error.status != 403:
                raise
            return
        for crd in crds:
            self.client.discovery.add_crd(crd)

    def _list(self, resource: Resource) -> Iterable[Object]:
        """All objects of a kind that carry the label, where the parent says that they can be."""
        places = sorted(self._recorded.namespaces) if resource.namespaced else [""]
        if len(places) > 1:
            try:
                yield from self._pages(resource, "")
                return
            except ApiError as error:
                if error.status != 403:  # may be allowed to list in its own namespaces
                    raise
        for place in places:
            yield from self._pages(resource, place)

    def _pages(self, resource: Resource, namespace: str) -> Iterable[Object]:
        labels = f"{PART_OF}={self.name.id}"
        try:
            for page in self.client.list_pages(resource, namespace, labels=labels):
                yield from page.objects
        except ApiError as error:
            if error.status != 404:  # the kind was removed since it was discovered
                raise

    def _add(self, body: Object, resource: Resource, wanted: set[Ref], judge: Judge) -> None:
        ref = ref_of(body)
        if not is_member(body, self.name, self.options.manager) or not self._recorded.holds(ref):
            return
        kept = marks_of(body)
        if ref in wanted:
            self.found[ref] = judge(ref, body)
        elif self.options.contents:
            kept = body
        self.members[ref] = Item(ref, resource, kept, str(self.name))

    def _store(self, contents: Contents) -> None:
        """Write the parent, unless it says the same already."""
        if self._parent is not None and contents == self._recorded:
            return
        body = parent_body(self.name, contents)
        if self._parent is not None:
            # Fails where another run has changed the set since we read it.
            version = self._parent["metadata"]["resourceVersion"]
            body["metadata"]["resourceVersion"] = version
        try:
            self._parent, _ = self.client.apply(
                CONFIG_MAP,
                body,
                force=True,
                dry_run=self.options.check,
                manager=self.options.manager,
                transient=lambda error: is_transient(error) and error.status != 409,
            )
        except ApiError as error:
            self._parent = self._after(error, contents, body)
        self._recorded = contents

    def _after(self, error: ApiError, contents: Contents, body: Object) -> Object:
        """The parent after a write that was refused, where that is as good as a success."""
        if error.status == 404:
            if self.options.check:
                return body  # its namespace is one that the set creates
            raise InventoryError(
                f"namespace {self.name.namespace} of the {self.name} does not exist: add it to "
                "the set, or name another with set_namespace"
            ) from error
        if error.status != 409:
            raise error
        now = self.client.get(CONFIG_MAP, self.name.namespace, self.name.name)
        if now is not None and read_parent(self.name, now) == contents:
            return now  # the answer to our first try was lost
        raise InventoryError(
            f"another run has changed the {self.name} at the same time; run this one again"
        ) from error


def refuse_claimed(
    client: Client, items: Sequence[Item], before: Mapping[Ref, Object], manager: str
) -> None:
    """Raise InventoryError where objects belong to another set."""
    claims = [
        (item, mark)
        for item in items
        if (mark := claimed_by(item, before.get(item.ref, {}), manager))
    ]
    if not claims:
        return
    titles = {mark: title_of(client, mark) for _, mark in claims}
    lines = [f"- {item.ref} ({item.source}): of the {titles[mark]}" for item, mark in claims[:20]]
    raise InventoryError(
        "\n".join(
            [
                f"{len(claims)} objects belong to another set, nothing was changed:",
                *lines,
                f"Name that set, or remove the label {PART_OF} from the objects to hand them over.",
            ]
        )
    )


def title_of(client: Client, mark: str) -> str:
    """The name of the set with an id, as far as it can be found out."""
    try:
        parents = client.list_objects(CONFIG_MAP, labels=f"{ID}={mark}")
    except ApiError:
        parents = []
    for body in parents:
        ref = ref_of(body)
        return str(SetName(ref.name, ref.namespace))
    return f"set with the id {mark}"
