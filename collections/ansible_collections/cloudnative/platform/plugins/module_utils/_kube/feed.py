# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which watches are needed, and how one goes on after whatever happens. No I/O."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from .errors import ApiError, Unreachable
from .objects import Object, Ref, Resource
from .retry import delay

# Seconds.
POLL = 0.5
LONGEST_PAUSE = 1.0
# A stream that lived so long did not end because of a fault.
LONG_LIVED = 5.0
# After so many faults in a row the scope is listed: something on the way may forbid streams.
FAULTS = 3
# Forbidden, or a kind that does not offer it.
DENIED = {403, 405}
# The server is overloaded or starting: the version from which to watch is still good.
BUSY = {429, 503, 504}
Wanted = tuple[Ref, Resource]


@dataclass(frozen=True)
class Scope:
    """What one watch covers: a kind in one namespace, or everywhere (empty ``namespace``)."""

    resource: Resource
    namespace: str
    refs: tuple[Ref, ...]

    @cached_property
    def known(self) -> frozenset[Ref]:
        """The objects that are followed."""
        return frozenset(self.refs)

    def parts(self) -> list[Scope]:
        """The same by namespace, for callers that may not look everywhere; empty if it is one."""
        if self.namespace or not self.resource.namespaced:
            return []
        groups: dict[str, list[Ref]] = defaultdict(list)
        for ref in self.refs:
            groups[ref.namespace].append(ref)
        return [Scope(self.resource, place, tuple(refs)) for place, refs in groups.items()]


def scopes(wanted: Iterable[Wanted]) -> list[Scope]:
    """One scope per kind, in a namespace if all objects of the kind are in the same."""
    groups: dict[Resource, list[Ref]] = defaultdict(list)
    for ref, resource in wanted:
        groups[resource].append(ref)
    found = []
    for resource, refs in groups.items():
        places = {ref.namespace for ref in refs}
        found.append(Scope(resource, places.pop() if len(places) == 1 else "", tuple(refs)))
    return found


class Change(NamedTuple):
    """An object that an event tells of."""

    body: Object
    is_deleted: bool


class Feed:
    """How far a scope was read, and what to do next.

    Without a ``version`` the scope is listed, from it on it is watched. ``polling``: watching is
    forbidden. ``was_read``: it could be read before.
    """

    def __init__(self, version: str = "", was_read: bool = False):
        self.version = version
        self.was_read = was_read or bool(version)
        self.polling = False
        self._failures = 0
        self._heard = False

    def listed(self, version: str) -> None:
        """All objects were read; they are of this version."""
        self.version = version
        self.was_read = True

    def received(self, event: Mapping[str, Any]) -> Change | None:
        """What an event says of an object. Raises ApiError for an event of type ERROR."""
        kind, body = event.get("type"), event.get("object") or {}
        if kind == "ERROR":
            raise ApiError("GET", "a watch", int(body.get("code") or 500), body)
        self.version = str((body.get("metadata") or {}).get("resourceVersion") or self.version)
        self._failures = 0
        self._heard = True
        return None if kind == "BOOKMARK" else Change(body, kind == "DELETED")

    def closed(self, seconds: float) -> None:
        """A stream has ended that lived so long; it goes on from the last version."""
        if seconds < LONG_LIVED:
            self._fail()
        elif not self._heard:
            self.version = ""  # not even a bookmark came: something may hold the events back
        self._heard = False

    def failed(self, error: ApiError | Unreachable) -> None:
        """A request or a stream failed. Raises the error if there is nothing left to try."""
        self._fail()
        if not isinstance(error, ApiError):
            return
        if error.status in DENIED:
            # A server that has just started forbids what it allows a moment later.
            if self.polling and not self.was_read:
                raise error
            self.polling = True
        elif error.status not in BUSY:
            self.version = ""  # too old (410), or not of this server

    def _fail(self) -> None:
        self._failures += 1
        if self._failures % FAULTS == 0:
            self.version = ""

    def pause(self, jitter: float) -> float:
        """Seconds before the next step; ``jitter`` is in [0, 1)."""
        if self.polling:
            return POLL
        if not self._failures:
            return 0.0
        # Pauses double: after a few they are the longest, after a thousand no number any more.
        return min(delay(min(self._failures, 10) - 1, jitter), LONGEST_PAUSE)
