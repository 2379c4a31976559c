"""Hashes of passwords: right ones match, unknown accounts cost as much, few run at once."""

from __future__ import annotations

import asyncio
import threading
from typing import Literal

import argon2
import pytest

from app.security.hashing import Argon2Hasher, BusyError


class Recording(argon2.PasswordHasher):
    """Keeps the hashes that were checked."""

    def __init__(self) -> None:
        super().__init__()
        self.checked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.checked.append(str(hash))
        return super().verify(hash, password)


class Waiting(argon2.PasswordHasher):
    """Hashes nothing before it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.go_on.wait(20)
        return str(password)


async def test_only_the_password_matches_its_hash() -> None:
    hasher = Argon2Hasher()
    hashed = await hasher.hash("correct horse battery")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await hasher.matches(hashed, "correct horse battery")
    assert not await hasher.matches(hashed, "correct horse batterz")
    assert await hasher.hash("correct horse battery") != hashed


async def test_without_an_account_a_hash_is_checked_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hasher, recording = Argon2Hasher(), Recording()
    hashed = await hasher.hash("correct horse battery")
    monkeypatch.setattr(hasher, "_argon2", recording)
    assert not await hasher.matches(None, "correct horse battery")
    assert not await hasher.matches(hashed, "wrong")
    decoy, known = (checked.split("$")[:4] for checked in recording.checked)
    assert decoy == known  # algorithm, version and parameters


async def test_more_than_can_wait_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    hasher, waiting = Argon2Hasher(at_once=1, waiting=2), Waiting()
    monkeypatch.setattr(hasher, "_argon2", waiting)
    running = [asyncio.create_task(hasher.hash(name)) for name in ("first", "second", "third")]
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await hasher.hash("one too many")
    running.pop().cancel()
    await asyncio.sleep(0)
    running.append(asyncio.create_task(hasher.hash("in its place")))
    waiting.go_on.set()
    assert await asyncio.gather(*running) == ["first", "second", "in its place"]
