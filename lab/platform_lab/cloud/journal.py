"""What was asked of the emulated AWS lately: tests count the writes, people see who asks what."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

# Enough for a platform that is built and destroyed a few times.
LENGTH = 20_000


@dataclass(frozen=True)
class Entry:
    """One answered request.

    Attributes:
        number: counted from 1 since the emulator started.
        service: as its signature names it, for example ``ec2``.
        operation: its name, or method and path where the protocol has no names.
        writes: whether it is of those that change something, also where it was refused.
        status: HTTP status of the answer.
        repeated: whether the answer is that of an earlier try of the same request.
        agent: the program that asks, ``terraform`` or else the first word of its user agent.
    """

    number: int
    service: str
    operation: str
    writes: bool
    status: int
    repeated: bool
    agent: str


class Journal:
    """The last requests; for several threads."""

    def __init__(self, length: int = LENGTH) -> None:
        self._entries: deque[Entry] = deque(maxlen=length)
        self._lock = threading.Lock()
        self._count = 0

    def add(self, **facts: Any) -> None:
        """Note an answered request: the attributes of an entry besides its number."""
        with self._lock:
            self._count += 1
            self._entries.append(Entry(self._count, **facts))

    @property
    def count(self) -> int:
        """Number of the last request."""
        with self._lock:
            return self._count

    def since(self, number: int) -> list[dict[str, object]]:
        """The requests after ``number``, oldest first, as plain data."""
        with self._lock:
            return [asdict(entry) for entry in self._entries if entry.number > number]


def agent_of(header: str) -> str:
    """The program behind a user agent; Terraform hides behind the name of its maker."""
    if "terraform" in header.lower():
        return "terraform"
    return header.partition("/")[0]
