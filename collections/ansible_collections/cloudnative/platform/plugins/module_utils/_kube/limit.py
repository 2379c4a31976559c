# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""How many requests run at once: as many as the server can take, found out by asking (AIMD).

One more after each round without trouble, half as many after trouble: what TCP does against
congestion, and for its reason: all callers of a server get a fair share, and none has to know the
server's size. Kubernetes' priority and fairness answers 429 where its queues are full.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

# Answers that take so much longer than in the best round so far wait in a queue.
QUEUING = 1.5


class Limit:
    """Lets so many requests pass at once; safe for threads.

    ``start``: how many at first. ``most``: the upper bound, for as long as nothing is slow.
    """

    def __init__(self, start: int, most: int, clock: Callable[[], float]):
        self.size = max(1.0, float(start))
        self.most = most
        self._start = start
        self._clock = clock
        self._running = 0
        self._room = threading.Condition()
        self._halved_at = clock()
        self._best = float("inf")
        self._answers = 0
        self._seconds = 0.0

    def enter(self) -> float:
        """Wait for room; returns the time at which the request begins."""
        with self._room:
            while self._running >= int(self.size):
                self._room.wait()
            self._running += 1
        return self._clock()

    def leave(self, began: float, overloaded: bool) -> None:
        """Tell how a request ended that began at that time."""
        now = self._clock()
        with self._room:
            self._running -= 1
            if began >= self._halved_at:  # what began before that tells of the former size
                if overloaded:
                    self._halve(now)
                else:
                    self._answered(now - began)
            self._room.notify(2)  # the one who leaves, and one more where the limit grew

    def _halve(self, now: float) -> None:
        self.size = max(1.0, self.size / 2)
        self._halved_at = now
        self._answers, self._seconds = 0, 0.0

    def _answered(self, seconds: float) -> None:
        """After a round of answers, take one more or one less at once."""
        self._answers += 1
        self._seconds += seconds
        if self._answers < self.size:
            return
        mean = self._seconds / self._answers
        self._answers, self._seconds = 0, 0.0
        self._best = min(self._best, mean)
        if mean <= self._best * QUEUING:
            self.size = min(float(self.most), self.size + 1)
        elif self.size > self._start:
            self.size -= 1
