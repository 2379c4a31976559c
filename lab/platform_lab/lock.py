"""One run at a time: the lab, or its cache, belongs to a living process until that ends.

The owner is written to a file together with its start time, so a process id that the
kernel has given to somebody else does not count, and a killed owner frees the lab.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from platform_lab.errors import LabError

PAUSE = 1.0  # seconds between two looks


@dataclass(frozen=True)
class Owner:
    """The process that holds the lab.

    Attributes:
        pid: its process id.
        started: its start, in clock ticks since the machine started (proc_pid_stat(5), field 22).
        command: its command line.
        since: when it took the lab, ISO 8601 in UTC.
    """

    pid: int
    started: int
    command: str
    since: str

    def alive(self) -> bool:
        """Whether this very process still runs."""
        return start_ticks(self.pid) == self.started


def start_ticks(pid: int) -> int | None:
    """Start of a process in clock ticks since boot; None where there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command name in field 2 may hold blanks and parentheses: count from the last one.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


class HeldError(LabError):
    """Another living process holds what was asked for."""


def take_in_turn(path: Path, pid: int, what: str, patience: float) -> Owner:
    """Make process ``pid`` the owner as soon as nobody else is; says whom it waits for.

    Args:
        path: file that keeps the owner.
        pid: process that holds it until it ends.
        what: what is held, for the message.
        patience: seconds to wait.

    Raises:
        LabError: another living process holds it for longer.
    """
    deadline = time.monotonic() + patience
    told = False
    while True:
        try:
            return take(path, pid, what)
        except HeldError as error:
            if time.monotonic() >= deadline:
                raise
            if not told:
                sys.stderr.write(f"waiting: {error.args[0]}\n")
                told = True
            time.sleep(PAUSE)


def take(path: Path, pid: int, what: str = "the lab") -> Owner:
    """Make process ``pid`` the owner; asking again as the owner is fine.

    Args:
        path: file that keeps the owner.
        pid: process that holds it until it ends.
        what: what is held, for the message.

    Raises:
        HeldError: another living process holds it.
        LabError: the process does not run.
    """
    with _guarded(path):
        owner = read(path)
        if owner and owner.alive():
            if owner.pid == pid:
                return owner
            raise HeldError(
                f"{what} is held by process {owner.pid} since {owner.since}: {owner.command}",
                hint="Wait until it ends, or stop it; then type the same command again",
            )
        started = start_ticks(pid)
        if started is None:
            raise LabError(f"process {pid} cannot hold {what}: it does not run")
        owner = Owner(pid, started, _command(pid), datetime.now(UTC).isoformat(timespec="seconds"))
        path.write_text(json.dumps(asdict(owner)))
        return owner


def read(path: Path) -> Owner | None:
    """The last known owner, alive or not; None where nobody ever held the lab."""
    try:
        return Owner(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    guard = os.open(path.with_suffix(".guard"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield
    finally:
        os.close(guard)


def _command(pid: int) -> str:
    # A process that has only just begun its program has no words yet.
    for _ in range(100):
        if line := Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0"):
            return line.replace(b"\0", b" ").decode(errors="replace")
        time.sleep(0.01)
    return Path(f"/proc/{pid}/comm").read_text().strip()
