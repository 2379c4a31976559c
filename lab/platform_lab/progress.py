"""One line of progress per part of a long job, with elapsed and expected time."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def duration(seconds: float) -> str:
    """Seconds as people write them: ``7s``, ``2m05s``, ``1h02m``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02d}m"


class Timings:
    """How long each part took the last time; kept as JSON (part name to seconds)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def expected(self, part: str) -> float | None:
        """Seconds that ``part`` took when it was last finished, if it ever was."""
        return self._read().get(part)

    def record(self, part: str, seconds: float) -> None:
        """Remember that ``part`` took ``seconds``."""
        with self._lock:
            timings = self._read() | {part: round(seconds, 1)}
            draft = self._path.with_suffix(".new")
            draft.write_text(json.dumps(timings, indent=1, sort_keys=True))
            draft.replace(self._path)

    def _read(self) -> dict[str, float]:
        try:
            known: dict[str, float] = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return known


class Progress:
    """Tells a person what runs; safe for several threads.

    Args:
        timings: durations of earlier runs, for the expected time.
        out: stream for the lines; they carry no control characters.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        timings: Timings,
        out: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._timings = timings
        self._out = out or sys.stderr
        self._clock = clock
        self._started = clock()
        self._lock = threading.Lock()

    def say(self, text: str) -> None:
        """Print one line, headed by the time since the start."""
        with self._lock:
            elapsed = duration(self._clock() - self._started)
            self._out.write(f"[{elapsed:>6}] {text}\n")
            self._out.flush()

    @contextmanager
    def step(self, part: str, expected: float | None = None) -> Iterator[None]:
        """Frame one part of the job: says that it starts, and how it ended.

        Args:
            part: the part's name; its duration is remembered under it.
            expected: seconds to announce where no earlier run is known.
        """
        guess = self._timings.expected(part) or expected
        about = f" (about {duration(guess)})" if guess else ""
        self.say(f"{part}: started{about}")
        start = self._clock()
        try:
            yield
        except BaseException:
            self.say(f"{part}: FAILED after {duration(self._clock() - start)}")
            raise
        took = self._clock() - start
        self._timings.record(part, took)
        self.say(f"{part}: done in {duration(took)}")
