# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The answer of a watch: JSON documents, one per line, as the server writes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Self

from .wire import Head, Wire


class Stream:
    """Events of a watch, until the server ends it, the deadline comes or it is closed.

    What breaks it ends it, too: the reader asks anew from the last version that it saw.
    """

    def __init__(self, wire: Wire, head: Head, deadline: float, clock: Callable[[], float]):
        self._wire = wire
        self._lines = wire.lines(head)
        self._deadline = deadline
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            left = self._deadline - self._clock()
            if left <= 0:
                return
            try:
                self._wire.wait_at_most(left)
                event = json.loads(next(self._lines))
            except (StopIteration, OSError, ValueError):  # closed files raise ValueError
                return
            yield event

    def close(self) -> None:
        """End it at once; also from another thread than the one that reads."""
        self._wire.close()
