# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Deletes leftovers that nobody else deletes, round by round, until they are gone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from ..errors import AwsError
from .api import Api, Refused, each
from .find import look
from .kinds import BY_TYPE
from .model import Leftover, Scope
from .order import deletable

# Seconds between two looks: an emulator answers at once, AWS takes minutes for a load balancer.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
Chooser = Callable[[Iterable[Leftover], Scope], list[Leftover]]


@dataclass(frozen=True)
class Patience:
    """How long to wait.

    Attributes:
        grace: seconds in which others may delete what is theirs, before we do.
        timeout: seconds in all.
    """

    grace: float = 0.0
    timeout: float = 600.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass
class Swept:
    """What a sweep has done.

    Attributes:
        deleted: what AWS was asked to delete.
        remaining: what is still there at the end.
        refusals: why, by leftover as text.
        blind: kinds that could not be looked for.
        backups: what AWS takes a last snapshot of, and the snapshot's id.
    """

    deleted: list[Leftover] = field(default_factory=list)
    remaining: list[Leftover] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    blind: list[str] = field(default_factory=list)
    backups: list[tuple[Leftover, str]] = field(default_factory=list)

    def told(self, leftover: Leftover) -> str:
        """A leftover as people read it, with the reason that AWS has given."""
        why = self.refusals.get(str(leftover))
        return f"{leftover}: {why}" if why else str(leftover)


def everything(found: Iterable[Leftover], scope: Scope) -> list[Leftover]:
    """The chooser that leaves out nothing."""
    return list(found)


def sweep(api: Api, scope: Scope, chosen: Chooser, patience: Patience) -> Swept:
    """Delete what is chosen of what is found, and wait until it is gone.

    What AWS refuses, because something else still needs it, is tried again in the next round.
    """
    swept = Swept()
    started = patience.clock()
    pause = FIRST_PAUSE
    while True:
        survey = look(api, scope)
        swept.blind = survey.blind
        swept.remaining = [
            leftover
            for leftover in chosen(survey.found, scope)
            if leftover.state in ("present", "going")
        ]
        passed = patience.clock() - started
        if not swept.remaining or passed >= patience.timeout:
            return swept
        if passed >= patience.grace:
            _delete_all(api, swept)
        patience.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def _delete_all(api: Api, swept: Swept) -> None:
    """One round: kind by kind in their order, those of one kind at the same time."""

    def delete(leftover: Leftover) -> AwsError | None:
        try:
            if snapshot := BY_TYPE[leftover.type].delete(api, leftover):
                swept.backups.append((leftover, snapshot))
        except AwsError as error:
            # Gone meanwhile: what we wanted.
            return None if isinstance(error, Refused) and error.is_absent else error
        return None

    for _, group in groupby(deletable(swept.remaining), key=lambda leftover: leftover.type):
        leftovers = list(group)
        for leftover, error in zip(leftovers, each(delete, leftovers), strict=True):
            if error:
                swept.refusals[str(leftover)] = str(error)
            else:
                swept.refusals.pop(str(leftover), None)
                if leftover not in swept.deleted:
                    swept.deleted.append(leftover)
