# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Applies a whole set: in stages, within a stage at once, then one wait for all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .assessment import State
from .changes import changed
from .client import Client
from .equal import is_applied
from .errors import KubeError, SetError
from .foresee import Foresight
from .inventory import refuse_claimed
from .objects import Item, Object, Ref, is_leaving, marks_of
from .options import Options
from .outcome import Outcome
from .refusals import refusals
from .stages import GROUNDS, staged
from .status import assess
from .threads import each
from .wait import wait_gone, wait_ready
from .write import write


def apply_set(client: Client, items: Sequence[Item], options: Options) -> list[Outcome]:
    """Apply the items and, if asked, wait for them.

    Raises SetError where objects are refused (later stages are then not begun) and WaitError
    where the set does not become ready.
    """
    run = Run(client, items, options)
    try:
        run.read(items)
        refuse_claimed(client, items, run.before, options.manager)
        run.apply(items)
        run.wait()
    except KubeError as error:
        error.results = [outcome.result() for outcome in run.outcomes]
        raise
    return run.outcomes


class Run:
    """One apply of one set.

    ``before``: what was there; of objects that are as wanted only their marks are kept.
    """

    def __init__(self, client: Client, items: Sequence[Item], options: Options):
        self.client = client
        self.options = options
        self.items = {item.ref: item for item in items}
        self.before: dict[Ref, Object] = {}
        self.outcomes: list[Outcome] = []
        self._applied: set[Ref] = set()
        # The last states of what is not ready yet.
        self._unready: dict[Ref, Object] = {}
        self._foresight = Foresight(
            lambda item: write(client, item, self.before.get(item.ref), options),
            lambda item: client.get(item.resource, item.ref.namespace, item.ref.name),
        )

    def judge(self, ref: Ref, body: Object) -> Object:
        """Look at an object as it is read, and return what is to be kept of it."""
        options = self.options
        if is_leaving(body) or not is_applied(self.items[ref].body, body, options.manager):
            return body
        self._applied.add(ref)
        self._note(ref, body)
        return marks_of(body)

    def read(self, items: Sequence[Item], known: Mapping[Ref, Object] | None = None) -> None:
        """Read what exists, but for what is ``known`` already.

        Waits for what is on its way out, else it would take ours with it.
        """
        self.before |= known or {}
        wanted = [(item.ref, item.resource) for item in items if item.ref not in self.before]
        self.before |= self.client.read(wanted, self.judge)
        leaving = [
            (ref, self.items[ref].resource) for ref, body in self.before.items() if is_leaving(body)
        ]
        if leaving and not self.options.check:
            wait_gone(self.client, leaving, self.options.wait_timeout)
            for ref, _ in leaving:
                del self.before[ref]
            # What lay in a namespace is gone with it.
            gone = {ref.name for ref, _ in leaving if ref.kind == "Namespace"}
            self.before = {r: b for r, b in self.before.items() if r.namespace not in gone}
            self._applied &= self.before.keys()

    def apply(self, items: Sequence[Item]) -> None:
        """Write the items stage after stage."""
        for stage in staged(items):
            self._apply_stage(stage)

    def wait(self) -> None:
        """Wait for all that is not ready yet, if that was asked for."""
        if self.options.wait and not self.options.check:
            wanted = [(ref, self.items[ref].resource) for ref in self._unready]
            wait_ready(
                self.client, wanted, self.options.wait_timeout, self._unready, self.options.rule
            )

    def _apply_stage(self, stage: Sequence[Item]) -> None:
        """Write a stage at once; what later stages stand on is waited for."""
        moving = [item for item in stage if item.ref not in self._applied]
        results = dict(
            zip(
                (item.ref for item in moving),
                each(self._apply, moving, self.client.http.room),
                strict=True,
            )
        )
        refused = []
        for item in stage:
            result = results.get(item.ref) or Outcome(item.ref, "unchanged", 0)
            if isinstance(result, Outcome):
                self.outcomes.append(result)
            else:
                refused.append((item, result))
        if refused:
            raise SetError(refusals(refused))
        grounds = [item for item in stage if (item.ref.group, item.ref.kind) in GROUNDS]
        if self.options.check:
            for item in grounds:
                if item.ref not in self._applied:
                    self._foresight.learn(item, self.before.get(item.ref))
        else:
            self._settle(grounds)

    def _settle(self, grounds: Sequence[Item]) -> None:
        """Namespaces and CRDs must be served before anything is written that needs them."""
        unready = [(item.ref, item.resource) for item in grounds if item.ref in self._unready]
        known = {ref: self._unready[ref] for ref, _ in unready}
        wait_ready(self.client, unready, self.options.wait_timeout, known)
        if self.options.rule is assess:
            for ref, _ in unready:
                del self._unready[ref]

    def _apply(self, item: Item) -> Outcome:
        clock, options = self.client.http.clock, self.options
        started, before = clock(), self.before.get(item.ref)
        if options.check:
            after, created = self._foresight.write(item, before)
        else:
            after, created = write(self.client, item, before, options)
            self._note(item.ref, after)
        # A write whose answer was lost is told as an update by its second try.
        if created or before is None:
            action, before = "created", None
        else:
            moved = changed(before, after, options.manager, options.check)
            action = "configured" if moved else "unchanged"
        ms = round((clock() - started) * 1000)
        if options.contents and action != "unchanged":
            return Outcome(item.ref, action, ms, before, after)
        if item.ref in self.before:
            self.before[item.ref] = marks_of(self.before[item.ref])
        return Outcome(item.ref, action, ms)

    def _note(self, ref: Ref, body: Object) -> None:
        """Remember a state that is to be waited on."""
        if self.options.rule(body).state is State.READY:
            self._unready.pop(ref, None)
        else:
            metadata = {k: v for k, v in body["metadata"].items() if k != "managedFields"}
            self._unready[ref] = {**body, "metadata": metadata}
