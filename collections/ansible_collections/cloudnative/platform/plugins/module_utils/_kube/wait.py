# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Waits for a whole set at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .client import Client
from .errors import WaitError
from .explain import explain
from .objects import Object, Ref, Resource
from .status import Assessment, State, assess

POLL = 0.5
# Asking what blocks must not take long where the server itself is the trouble.
HELP = 2.0
Wanted = tuple[Ref, Resource]
Rule = Callable[[Object], Assessment]


def wait_ready(
    client: Client,
    wanted: Sequence[Wanted],
    timeout: float,
    known: Mapping[Ref, Object] | None = None,
    rule: Rule = assess,
) -> None:
    """Return when all objects are ready.

    ``timeout``: seconds. ``known``: states read a moment ago, they save the first read.
    Raises WaitError as soon as one fails for good, or at the deadline; it names what blocks.
    """
    clock, sleep = client.http.clock, client.http.sleep
    started = clock()
    states = dict(known or {})
    blocking = pending(wanted, states, rule)
    while blocking:
        broken = {ref: a for ref, a in blocking.items() if a.state is State.FAILED}
        if broken:
            raise WaitError(explain(client.within(HELP), broken, states, "failed for good"))
        left = started + timeout - clock()
        if left <= 0:
            title = f"not ready after {timeout:.0f} s"
            raise WaitError(explain(client.within(HELP), blocking, states, title))
        sleep(min(POLL, left))
        again = [entry for entry in wanted if entry[0] in blocking]
        for ref, _ in again:
            states.pop(ref, None)
        states |= client.within(left).read(again)
        blocking = pending(again, states, rule)


def pending(
    wanted: Sequence[Wanted], states: Mapping[Ref, Object], rule: Rule
) -> dict[Ref, Assessment]:
    """The objects that are not ready, and why."""
    missing = Assessment(State.PROGRESSING, "does not exist")
    assessed = {ref: rule(states[ref]) if ref in states else missing for ref, _ in wanted}
    return {ref: a for ref, a in assessed.items() if a.state is not State.READY}


def wait_gone(client: Client, wanted: Sequence[Wanted], timeout: float) -> None:
    """Return when none of the objects exists. Raises WaitError that names what holds them."""
    clock, sleep = client.http.clock, client.http.sleep
    started = clock()
    left_over = client.read(wanted)
    while left_over:
        left = started + timeout - clock()
        if left <= 0:
            raise WaitError(_holding(left_over, timeout))
        sleep(min(POLL, left))
        left_over = client.within(left).read([entry for entry in wanted if entry[0] in left_over])


def _holding(left_over: Mapping[Ref, Object], timeout: float) -> str:
    lines = [f"{len(left_over)} objects still exist after {timeout:.0f} s:"]
    for ref, body in left_over.items():
        held = list(body["metadata"].get("finalizers") or [])
        held += (body.get("spec") or {}).get("finalizers") or []
        lines.append(f"- {ref}" + (f" is held by finalizers: {', '.join(held)}" if held else ""))
        for entry in (body.get("status") or {}).get("conditions") or []:
            if entry.get("status") == "True" and entry.get("message"):
                lines.append(f"    {entry.get('type')}: {entry['message']}")
    return "\n".join(lines)
