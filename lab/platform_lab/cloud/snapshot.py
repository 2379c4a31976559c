"""Keeps everything that the emulator knows across a restart.

moto holds its state in Python objects. All of them are pickled together, so that references
between services survive, into one file that is replaced atomically. An answer to a request that
changed something is sent after the file holds the change; requests that arrive together share
one write.
"""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any, cast

from moto.backends import get_backend
from moto.core.base_backend import BackendDict

from platform_lab.cloud.files import replace
from platform_lab.cloud.pickling import Pickler, Unpickler

VERSION = 1
# It has no state of its own but lists that somebody has begun to read, which cannot be pickled.
PASSING = "resourcegroupstaggingapi"


class SnapshotError(Exception):
    """The file exists but cannot be used."""


def dump() -> bytes:
    """All services in use, with all accounts and regions, as bytes."""
    state = {
        services.service_name: {
            account: dict(regions.items()) for account, regions in list(services.items())
        }
        for services in list(BackendDict._instances)  # type: ignore[misc]
        if services.service_name != PASSING
    }
    buffer = io.BytesIO()
    Pickler(buffer, protocol=5).dump((VERSION, state))
    return buffer.getvalue()


def restore(content: bytes) -> None:
    """Put the state of ``dump`` into moto's backends.

    Raises:
        SnapshotError: the content is damaged or of another version of the emulator.
    """
    try:
        version, state = Unpickler(io.BytesIO(content)).load()
    except Exception as error:  # unpickling may raise anything
        raise SnapshotError(f"cannot be read: {error!r}") from error
    if version != VERSION:
        raise SnapshotError(f"is of version {version}, not {VERSION}")
    for service, accounts in state.items():
        backends = cast(Any, get_backend(service))
        for account, regions in accounts.items():
            backends[account].update(regions)


def size() -> int:
    """Number of backends in use; a call that only reads may make one, with fresh ids."""
    sizes: list[int] = [
        len(regions)
        for services in list(BackendDict._instances)  # type: ignore[misc]
        for regions in list(services.values())
    ]
    return sum(sizes)


class Keeper(threading.Thread):
    """Writes snapshots, each for all changes that happened before it.

    Args:
        path: the file; its folder exists.
        guard: held by whoever changes the state.
    """

    def __init__(self, path: Path, guard: threading.Lock) -> None:
        super().__init__(name="snapshot", daemon=True)
        self._path = path
        self._guard = guard
        self._news = threading.Condition()
        self._changes = 0
        self._kept = 0
        self._failure: Exception | None = None

    def load(self) -> bool:
        """Restore the last snapshot; False where there is none.

        Raises:
            SnapshotError: naming the file.
        """
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return False
        try:
            restore(content)
        except SnapshotError as error:
            raise SnapshotError(f"{self._path} {error}") from error
        return True

    def changed(self) -> int:
        """Note a change; call it while holding the guard. Answers the number to wait for."""
        with self._news:
            self._changes += 1
            self._failure = None
            self._news.notify_all()
            return self._changes

    def wait(self, number: int, timeout: float = 30) -> None:
        """Return once change ``number`` is in the file.

        Raises:
            SnapshotError: it could not be written.
        """
        with self._news:
            done = self._news.wait_for(
                lambda: self._kept >= number or self._failure is not None, timeout
            )
            if self._kept < number:
                reason = repr(self._failure) if done else f"not written within {timeout} s"
                raise SnapshotError(f"{self._path}: {reason}") from self._failure

    def run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._changes > self._kept)
            try:
                with self._guard:
                    number, content = self._changes, dump()
                replace(self._path, content)
                failure = None
            except Exception as error:  # the waiting requests report it
                failure = error
            with self._news:
                self._failure = failure
                if failure is None:
                    self._kept = number
                self._news.notify_all()
                if failure is not None:
                    # Try again with the next change, not in a busy loop.
                    self._news.wait(timeout=1)
