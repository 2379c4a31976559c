"""Hashes of passwords: Argon2id, off the event loop, a few at a time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import argon2
from argon2.exceptions import VerifyMismatchError

# Each takes 64 MiB and one core for a while (RFC 9106 section 4, the second choice).
AT_ONCE = 2
# More wait than could be answered in time; the rest is told to come back.
WAITING = 40

Result = TypeVar("Result")


class BusyError(Exception):
    """Too many passwords wait to be hashed; the same call may work in a moment."""


class Argon2Hasher:
    """Implements ``domain.authentication.Hasher``."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._argon2 = argon2.PasswordHasher()
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="argon2")
        self._free = at_once + waiting
        # Of a password that nobody knows, for accounts that do not exist.
        self._decoy = self._argon2.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """A salted hash; its parameters are part of it.

        Raises:
            BusyError: too many wait.
        """
        return await self._run(lambda: self._argon2.hash(password))

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password made the hash; without a hash as much is computed for nothing.

        Raises:
            BusyError: too many wait.
        """
        return await self._run(lambda: self._verify(password_hash or self._decoy, password))

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._argon2.verify(password_hash, password)
        except VerifyMismatchError:
            return False

    async def _run(self, work: Callable[[], Result]) -> Result:
        if not self._free:
            raise BusyError("too many passwords wait to be hashed")
        self._free -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._free += 1
