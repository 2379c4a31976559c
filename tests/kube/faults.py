# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What can happen to a request on its way, and plans of who meets what."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

REASONS = {
    401: "Unauthorized",
    409: "Conflict",
    410: "Expired",
    429: "TooManyRequests",
    500: "InternalError",
    503: "ServiceUnavailable",
}


class Request(NamedTuple):
    """A request as it reached the proxy; ``number`` counts all of them from 1."""

    number: int
    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def writes(self) -> bool:
        """Whether it asks for a change."""
        return self.method != "GET" and "dryRun" not in self.path

    @property
    def watches(self) -> bool:
        """Whether it asks for a stream of events."""
        return "watch=" in self.path


@dataclass(frozen=True)
class Fault:
    """What happens to one request; by default nothing.

    ``status``: answered with this in the server's place, ``retry_after``: seconds.
    ``reset``: the connection is reset ``before`` the server sees the request, or ``after`` it has
    answered. ``lines``: a stream is cut after so many lines, ``said``: with this as the last one.
    """

    status: int = 0
    retry_after: int | None = None
    reset: str = ""
    lines: int | None = None
    said: str = ""

    def __str__(self) -> str:
        return str(self.status) if self.status else f"reset {self.reset}" if self.reset else "cut"


Plan = Callable[[Request], Fault]
NOTHING = Fault()
MIXTURE = (
    Fault(429, retry_after=1),
    Fault(500),
    Fault(503),
    Fault(409),
    Fault(reset="before"),
    Fault(reset="after"),
)


def no_faults(_: Request) -> Fault:
    """All goes well."""
    return NOTHING


def some_faults(share: float, seed: int = 1) -> Plan:
    """A share of all requests, 0 to 1, meets one of the mixture. The same seed, the same plan."""
    dice = random.Random(seed)  # noqa: S311 (dice, no secret)

    def plan(_: Request) -> Fault:
        return dice.choice(MIXTURE) if dice.random() < share else NOTHING

    return plan


def refusal(status: int) -> bytes:
    """The Status object with which a server refuses; a 409 is not one between field managers."""
    return json.dumps(status_object(status)).encode()


def status_object(status: int) -> dict[str, object]:
    """A Status object as the server sends it."""
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": f"a fault of the test: {REASONS[status]}",
        "reason": REASONS[status],
        "code": status,
    }


def gone_event() -> str:
    """The last event of a watch whose version the server has forgotten."""
    return json.dumps({"type": "ERROR", "object": status_object(410)})
