"""Runs one command and measures it."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

SAMPLE = 0.01


class CommandError(Exception):
    """A measured command failed."""


class Finished(NamedTuple):
    """What a command took: wall time, and the most memory that it held (bytes)."""

    seconds: float
    memory: int
    output: str


def measure(command: Sequence[str], environment: Mapping[str, str]) -> Finished:
    """Run a command to its end. Raises CommandError with what it printed."""
    started = time.monotonic()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        watch = _MemoryWatch(process.pid)
        output, errors = process.communicate()
        seconds = time.monotonic() - started
        memory = watch.stop()
    if process.returncode:
        shown = " ".join(command)
        raise CommandError(f"{shown[:300]} ended with {process.returncode}:\n{output}{errors}")
    return Finished(seconds, memory, output)


class _MemoryWatch:
    """The kernel's own mark of the most memory that a process held, read while it lives."""

    def __init__(self, pid: int):
        self._status = Path(f"/proc/{pid}/status")
        self._peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    def stop(self) -> int:
        """The mark in bytes."""
        self._done.set()
        self._thread.join()
        return self._peak

    def _sample(self) -> None:
        while not self._done.wait(SAMPLE):
            try:
                rows = self._status.read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):
                return
            marks = [int(row.split()[1]) * 1024 for row in rows if row.startswith("VmHWM:")]
            self._peak = max([self._peak, *marks])
