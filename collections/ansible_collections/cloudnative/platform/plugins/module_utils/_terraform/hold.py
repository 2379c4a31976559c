# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""One run at a time in a work folder, and whoever comes second is told who is first."""

from __future__ import annotations

import fcntl
import getpass
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from .errors import LockedError
from .lock import living_runs

_PAUSE = 0.5


@contextmanager
def hold(work: Path, timeout: float, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Have a work folder to oneself. The kernel ends the hold with the process, however it ends.

    Args:
        work: the folder.
        timeout: seconds to wait for another run, or for what a killed one has left running.
        clock: seconds that only grow.

    Raises:
        LockedError: naming who holds it.
    """
    deadline = clock() + timeout
    with (work / "run.lock").open("a+") as file:
        while not _taken(file.fileno()):
            if clock() > deadline:
                file.seek(0)
                raise LockedError(f"{work} is held by {file.read().strip() or 'another run'}")
            time.sleep(_PAUSE)
        while living := [run.pid for run in living_runs() if run.data_dir == str(work / "data")]:
            # The module was killed, Terraform was not: it still writes the state.
            if clock() > deadline:
                raise LockedError(
                    f"terraform of an earlier run still works in {work} (process {living[0]}): "
                    "wait until it ends, or end it"
                )
            time.sleep(_PAUSE)
        file.truncate(0)
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        who = f"{getpass.getuser()}@{socket.gethostname()}"
        file.write(f"process {os.getpid()} of {who} since {since}\n")
        file.flush()
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
