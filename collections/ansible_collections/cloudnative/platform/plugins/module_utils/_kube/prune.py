# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Applies or removes a set whose members the cluster remembers.

Whenever this is interrupted, the parent names every kind and namespace in which a member can be:
it is widened before the first member is written, narrowed after the last one is gone, and removed
last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .apply import Run
from .applyset import Plan, SetName, guard, mark, plan
from .client import Client
from .delete import delete_stages
from .errors import KubeError
from .inventory import Inventory, refuse_claimed
from .objects import Item
from .options import Options
from .outcome import Outcome

# Documented in the fragment kube_inventory.
ARGS: dict[str, dict[str, Any]] = {
    "set": {"type": "str"},
    "set_namespace": {"type": "str"},
    "prune": {"type": "bool", "default": True},
    "prune_limit": {"type": "float", "default": 0.5},
    "prune_allow_all": {"type": "bool", "default": False},
    "prune_cascading": {"type": "bool", "default": False},
}


@dataclass(frozen=True)
class Keeping:
    """How a set is kept.

    ``prune``: remove what the set no longer names; ``limit``: the largest share of the members
    that may be removed so (0 to 1), ``allow_all``: any share, even all; ``cascading``: also
    namespaces and CRDs, with all that lies in them or is of their kind.
    """

    name: SetName
    prune: bool = True
    limit: float = 0.5
    allow_all: bool = False
    cascading: bool = False

    @classmethod
    def of(cls, params: Mapping[str, Any], namespace: str) -> Keeping:
        """As a module's arguments ask for it; ``namespace``: where the parent lies by default."""
        return cls(
            SetName(params["set"], params["set_namespace"] or namespace),
            params["prune"],
            params["prune_limit"],
            params["prune_allow_all"],
            params["prune_cascading"],
        )


@dataclass
class Kept:
    """What was done to the objects of a set, and to the parent that stands for it, if any does."""

    outcomes: list[Outcome]
    parent: Outcome | None = None
    name: SetName | None = None

    @property
    def moved(self) -> bool:
        """Whether anything was changed."""
        return any(outcome.moved for outcome in self._all())

    def diffs(self) -> list[dict[str, str]]:
        """Before and after of all that was changed."""
        return [outcome.diff() for outcome in self._all() if outcome.moved]

    def inventory(self) -> dict[str, Any]:
        """The set as a module returns it; empty without one."""
        if self.parent is None or self.name is None:
            return {}
        told = {**self.name._asdict(), "id": self.name.id, "action": self.parent.action}
        return {"inventory": told}

    def _all(self) -> list[Outcome]:
        return [*self.outcomes, self.parent] if self.parent else self.outcomes


def apply_kept(client: Client, items: Sequence[Item], options: Options, keeping: Keeping) -> Kept:
    """As ``apply_set``; when all is ready, remove the members that the set no longer names.

    Raises InventoryError, before anything is changed, where objects belong to another set or more
    would be removed than is allowed.
    """
    mark(items, keeping.name)
    run = Run(client, items, options)
    inventory = Inventory(client, keeping.name, options)
    try:
        _apply(run, inventory, items, keeping)
    except KubeError as error:
        error.results = [outcome.result() for outcome in run.outcomes]
        raise
    return Kept(run.outcomes, inventory.outcome(), keeping.name)


def _apply(run: Run, inventory: Inventory, items: Sequence[Item], keeping: Keeping) -> None:
    client, options, outcomes = run.client, run.options, run.outcomes
    named = [item.ref for item in items]
    inventory.read(items, run.judge)
    planned = _planned(inventory, items, keeping)
    run.read(items, inventory.found)
    refuse_claimed(client, items, run.before, options.manager)
    # The namespace in which the parent is to lie can be one of the set.
    ground = [i for i in items if i.ref.identity == keeping.name.ground and i.ref not in run.before]
    run.apply(ground)
    inventory.widen(named)
    run.apply([item for item in items if item not in ground])
    run.wait()
    if keeping.prune:
        doomed = [inventory.members[ref] for ref in planned.doomed]
        delete_stages(client, doomed, {i.ref: i.body for i in doomed}, options, outcomes)
        outcomes += [Outcome(ref, "kept", 0) for ref in planned.kept]
        inventory.narrow([*named, *planned.kept])


def _planned(inventory: Inventory, items: Sequence[Item], keeping: Keeping) -> Plan:
    """What is to be pruned. Raises InventoryError where that is too much."""
    if not keeping.prune:
        return Plan([], [])
    planned = plan(
        inventory.members,
        [item.ref for item in items],
        cascading=keeping.cascading,
        spared=keeping.name.ground,
    )
    if not keeping.allow_all:
        guard(keeping.name, planned, len(inventory.members), len(items), keeping.limit)
    return planned


def remove_kept(client: Client, items: Sequence[Item], options: Options, keeping: Keeping) -> Kept:
    """Delete the members of a set and the objects that are named, last stage first.

    Namespaces and CRDs are deleted where they are named, or with ``cascading``. The parent goes
    last, and only when nothing is kept. Errors as for ``delete_set`` and ``apply_kept``.
    """
    mark(items, keeping.name)
    inventory = Inventory(client, keeping.name, options)
    outcomes: list[Outcome] = []
    try:
        _remove(inventory, items, keeping, outcomes)
    except KubeError as error:
        error.results = [outcome.result() for outcome in outcomes]
        raise
    return Kept(outcomes, inventory.outcome(), keeping.name)


def _remove(
    inventory: Inventory, items: Sequence[Item], keeping: Keeping, outcomes: list[Outcome]
) -> None:
    client, options, name = inventory.client, inventory.options, keeping.name
    inventory.read(items, lambda ref, body: body)
    rest = [(item.ref, item.resource) for item in items if item.ref not in inventory.found]
    before = inventory.found | client.read(rest)
    refuse_claimed(client, items, before, options.manager)
    planned = plan(inventory.members, [item.ref for item in items], cascading=keeping.cascading)
    doomed = [inventory.members[ref] for ref in planned.doomed]
    before |= {item.ref: item.body for item in doomed}
    targets = [*items, *doomed]
    # The parent lies in this one: while it is there, an interrupted run can be taken up again.
    last = [item for item in targets if item.ref.identity == name.ground]
    first = [item for item in targets if item.ref.identity != name.ground]
    for part in (first, last):
        delete_stages(client, part, before, options, outcomes)
    outcomes += [Outcome(ref, "kept", 0) for ref in planned.kept]
    if planned.kept:
        inventory.narrow(planned.kept)
    else:
        inventory.remove()
