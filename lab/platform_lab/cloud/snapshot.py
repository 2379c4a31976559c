"""Keeps everything that the emulator knows across a restart.

moto holds its state in Python objects. All of them are pickled together, so that references
between services survive, into one file that is replaced atomically. An answer to a request that
changed something is sent after the file holds the change; requests that arrive together share
one write.
"""

from __future__ import annotations

import io
import marshal
import pickle
import sys
import threading
import types
import weakref
from collections import defaultdict
from pathlib import Path
from typing import Any, cast, get_args

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from moto.backends import get_backend
from moto.core.base_backend import BackendDict

from platform_lab.cloud.files import replace

VERSION = 1
_RLOCK = type(threading.RLock())
_LOCK = type(threading.Lock())
_PRIVATE_KEYS = get_args(PrivateKeyTypes)
_PUBLIC_KEYS = get_args(PublicKeyTypes)


class SnapshotError(Exception):
    """The file exists but cannot be used."""


def dump() -> bytes:
    """All services in use, with all accounts and regions, as bytes."""
    state = {
        services.service_name: {
            account: dict(regions.items()) for account, regions in list(services.items())
        }
        for services in list(BackendDict._instances)  # type: ignore[misc]
    }
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump((VERSION, state))
    return buffer.getvalue()


def restore(content: bytes) -> None:
    """Put the state of ``dump`` into moto's backends.

    Raises:
        SnapshotError: the content is damaged or of another version of the emulator.
    """
    try:
        # Loading imports the services on demand: only those that were in use.
        version, state = _Unpickler(io.BytesIO(content)).load()
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


class _Pickler(pickle.Pickler):
    """Pickles what moto's backends hold beyond plain objects."""

    def persistent_id(self, obj: Any) -> str | None:
        # The tables of backends are module globals: name them instead of copying them.
        return obj.service_name if isinstance(obj, BackendDict) else None

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, _RLOCK):
            return threading.RLock, ()
        if isinstance(obj, _LOCK):
            return threading.Lock, ()
        if isinstance(obj, weakref.WeakValueDictionary):
            return weakref.WeakValueDictionary, (dict(obj),)
        if isinstance(obj, defaultdict) and type(obj) is not defaultdict:
            # A defaultdict would be made again by its constructor, which has other arguments here.
            state = (dict(obj), vars(obj), obj.default_factory)
            return _new, (type(obj),), state, None, None, _fill
        if isinstance(obj, _PRIVATE_KEYS):
            return _private_key, (_encoded(obj),)
        if isinstance(obj, _PUBLIC_KEYS):
            return serialization.load_der_public_key, (
                obj.public_bytes(
                    serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
                ),
            )
        if isinstance(obj, types.FunctionType) and "<locals>" in obj.__qualname__:
            if obj.__closure__:
                raise pickle.PicklingError(f"{obj.__qualname__} holds variables of others")
            return _function, (obj.__module__, marshal.dumps(obj.__code__))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, pid: str) -> Any:
        return get_backend(cast(Any, pid))


def _new(kind: type[defaultdict[Any, Any]]) -> defaultdict[Any, Any]:
    return kind.__new__(kind)


def _fill(obj: Any, state: tuple[dict[Any, Any], dict[str, Any], Any]) -> None:
    items, attributes, obj.default_factory = state
    dict.update(obj, items)
    vars(obj).update(attributes)


def _encoded(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _private_key(content: bytes) -> PrivateKeyTypes:
    return serialization.load_der_private_key(content, password=None)


def _function(module: str, code: bytes) -> types.FunctionType:
    """A function that was defined inside another one, such as a default factory."""
    __import__(module)
    return types.FunctionType(marshal.loads(code), vars(sys.modules[module]))  # noqa: S302
