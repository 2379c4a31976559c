# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What is known of objects that are waited for: threads write to it, one caller waits on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .assessment import READY, Assessment, Rule, State, is_true, progressing
from .masking import masked
from .objects import Object, Ref

# What an object (None: it does not exist) means for the one who waits.
Goal = Callable[[Ref, Object | None], Assessment]
UNREAD = progressing("could not be read yet")
MISSING = progressing("does not exist")


class Readiness:
    """The goal of objects that are to become ready.

    What has run to its end may be cleaned up, for instance a Job with a time to live: it stays
    ready.
    """

    def __init__(self, rule: Rule):
        self._rule = rule
        self._ended: set[Ref] = set()

    def __call__(self, ref: Ref, body: Object | None) -> Assessment:
        if body is None:
            return READY if ref in self._ended else MISSING
        assessment = self._rule(body)
        if assessment.state is State.READY and has_ended(body):
            self._ended.add(ref)
        else:
            self._ended.discard(ref)
        return assessment


class Absence:
    """The goal of objects that are to go.

    One that somebody makes anew under the same name is another object: the first one is gone.
    """

    def __init__(self) -> None:
        self._uids: dict[Ref, str] = {}
        self._gone: set[Ref] = set()

    def __call__(self, ref: Ref, body: Object | None) -> Assessment:
        uid = str((body or {}).get("metadata", {}).get("uid") or "")
        if body is None or self._uids.setdefault(ref, uid) != uid:
            self._gone.add(ref)
        return READY if ref in self._gone else progressing("still exists")


def has_ended(body: Mapping[str, Any]) -> bool:
    """Whether a Job or a pod has done its work."""
    if body.get("kind") == "Job":
        return is_true(body, "Complete")
    return body.get("kind") == "Pod" and (body.get("status") or {}).get("phase") == "Succeeded"


class Board:
    """The newest state of every object, and which of them are not as wanted yet.

    ``states``: objects in ``pending``, as far as they exist. ``trouble``: why they cannot be read
    just now; empty if they can.
    """

    def __init__(self, refs: Iterable[Ref], goal: Goal, clock: Callable[[], float]):
        self.pending = dict.fromkeys(refs, UNREAD)
        self.states: dict[Ref, Object] = {}
        self.trouble = ""
        self.error: Exception | None = None
        self._refs = list(self.pending)
        self._seconds: dict[Ref, float] = {}
        self._goal = goal
        self._clock = clock
        self._started = clock()
        self._failed: set[Ref] = set()
        self._changed = threading.Condition()

    @property
    def failed(self) -> dict[Ref, Assessment]:
        """The objects that will not become as wanted without a change."""
        return {ref: a for ref, a in self.pending.items() if a.state is State.FAILED}

    def elapsed(self) -> float:
        """Seconds since the waiting began."""
        return self._clock() - self._started

    def see(self, found: Mapping[Ref, Object | None]) -> None:
        """Take in states of objects; None where one does not exist."""
        with self._changed:
            self.trouble = ""
            for ref, body in found.items():
                self._judge(ref, body)
            if self.is_settled():
                self._changed.notify_all()

    def fail(self, error: Exception) -> None:
        """End the waiting: some objects cannot be seen at all."""
        with self._changed:
            self.error = self.error or error
            self._changed.notify_all()

    def is_settled(self) -> bool:
        """Whether there is nothing more to wait for, in good or in bad."""
        return not self.pending or bool(self._failed or self.error)

    def results(self) -> list[dict[str, Any]]:
        """State, message and seconds of every object, as a module returns them."""
        now = round(self.elapsed(), 3)
        assessments = [(ref, self.pending.get(ref, READY)) for ref in self._refs]
        return [
            {
                **ref._asdict(),
                "state": assessment.state.value,
                "message": masked(assessment.message),
                "seconds": self._seconds.get(ref, now),
            }
            for ref, assessment in assessments
        ]

    def wait(self, timeout: float) -> None:
        """Return once it is settled, or after so many seconds."""
        deadline = self._clock() + timeout
        with self._changed:
            while not self.is_settled() and (left := deadline - self._clock()) > 0:
                self._changed.wait(left)

    def _judge(self, ref: Ref, body: Object | None) -> None:
        assessment = self._goal(ref, body)
        self._failed.discard(ref)
        self.states.pop(ref, None)
        if assessment.state is State.READY:
            self.pending.pop(ref, None)
            self._seconds.setdefault(ref, round(self.elapsed(), 3))
            return
        self._seconds.pop(ref, None)
        self.pending[ref] = assessment
        if body is not None:
            self.states[ref] = body
        if assessment.state is State.FAILED:
            self._failed.add(ref)
