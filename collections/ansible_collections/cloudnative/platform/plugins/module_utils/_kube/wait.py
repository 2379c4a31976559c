# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Waits for a whole set at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .assessment import Rule
from .board import Absence, Board, Goal, Readiness
from .client import Client
from .errors import WaitError
from .explain import explain
from .feed import Feed, Scope, Wanted, scopes
from .objects import Object, Ref
from .status import assess
from .watch import Followers

# Seconds. A timeout of 0 means: look once.
FIRST_LOOK = 0.5
# To find out what blocks: at the deadline, and while there is time.
HELP, MORE_HELP = 0.8, 3.0


def wait_ready(
    client: Client,
    wanted: Sequence[Wanted],
    timeout: float,
    known: Mapping[Ref, Object] | None = None,
    rule: Rule = assess,
) -> list[dict[str, Any]]:
    """Return when all objects are ready: the state of each and after how many seconds it was.

    ``timeout``: seconds. ``known``: states read a moment ago; what is ready in them is done. Of
    the others, one that falls back while the rest is waited for is waited for again.
    A server that is away or forbids watching is no error before the deadline. Raises WaitError as
    soon as an object fails for good, or at the deadline; it names what blocks, and its ``results``
    are what would have been returned.
    """
    board = Board([ref for ref, _ in wanted], Readiness(rule), client.http.clock)
    _wait(client, board, wanted, timeout, known or {})
    if not board.pending:
        return board.results()
    title = "failed for good" if board.failed else f"not ready after {timeout:g} s"
    help_time = HELP + max(0.0, min(timeout - board.elapsed(), MORE_HELP))
    blocking = board.failed or board.pending
    raise _error(board, explain(client, blocking, board.states, title, help_time))


def wait_gone(client: Client, wanted: Sequence[Wanted], timeout: float) -> list[dict[str, Any]]:
    """Return when none of the objects exists: as ``wait_ready``, ready means gone.

    Raises WaitError that names what holds them.
    """
    board = Board([ref for ref, _ in wanted], Absence(), client.http.clock)
    _wait(client, board, wanted, timeout, {})
    if not board.pending:
        return board.results()
    raise _error(board, _holding(board, timeout))


def look(client: Client, wanted: Sequence[Wanted], goal: Goal) -> list[dict[str, Any]]:
    """The states of the objects now, as ``wait_ready`` and ``wait_gone`` return them."""
    board = Board([ref for ref, _ in wanted], goal, client.http.clock)
    found = client.read(wanted)
    board.see({ref: found.get(ref) for ref, _ in wanted})
    return board.results()


def _wait(
    client: Client,
    board: Board,
    wanted: Sequence[Wanted],
    timeout: float,
    known: Mapping[Ref, Object],
) -> None:
    board.see({ref: known[ref] for ref, _ in wanted if ref in known})
    with Followers(client, board) as followers:
        for scope in scopes(entry for entry in wanted if entry[0] in board.pending):
            followers.start(scope, Feed(_version(scope, known)))
        board.wait(max(timeout, FIRST_LOOK) - board.elapsed())
    if board.error:
        raise board.error


def _version(scope: Scope, known: Mapping[Ref, Object]) -> str:
    """The version from which a watch misses nothing; empty if the scope must be read first."""
    if len(scope.refs) > 1:
        return ""
    body = known.get(scope.refs[0]) or {}
    return str((body.get("metadata") or {}).get("resourceVersion") or "")


def _error(board: Board, text: str) -> WaitError:
    trouble = f"\nthe objects cannot be read now: {board.trouble}" if board.trouble else ""
    error = WaitError(text + trouble)
    error.results = board.results()
    return error


def _holding(board: Board, timeout: float) -> str:
    count = len(board.pending)
    title = "1 object still exists" if count == 1 else f"{count} objects still exist"
    lines = [f"{title} after {timeout:g} s:"]
    for ref, assessment in board.pending.items():
        body: Mapping[str, Any] = board.states.get(ref) or {}
        held = list((body.get("metadata") or {}).get("finalizers") or [])
        held += (body.get("spec") or {}).get("finalizers") or []
        why = f"is held by finalizers: {', '.join(held)}" if held else assessment.message
        lines.append(f"- {ref}: {why}")
        for entry in (body.get("status") or {}).get("conditions") or []:
            if entry.get("status") == "True" and entry.get("message"):
                lines.append(f"    {entry.get('type')}: {entry['message']}")
    return "\n".join(lines)
