"""Answers in Redis, by tag and name.

A tag is one hash: its answers, and the lease under which they were read. Who finds no answer takes
the lease *before* reading the database, and keeps what it read only if the lease still stands. Who
writes deletes the hash *after* its transaction and before it answers; with the hash goes the lease,
so nothing that was read before the write can come in after it. A hash lives ``lifetime`` seconds
from its lease on, whatever is put into it later, so where Redis cannot be told of a write, waiting
that long does the same.

Hence: a read that begins after a write was answered never gets what was there before the write,
from no pod, whether Redis answers or not. One exception: Redis itself loses a deletion that it had
confirmed (a replica takes over that had not got it); then it takes up to ``lifetime`` seconds.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable
from typing import TypeVar, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.cache.batch import Batch

LEASE = """
local lease = redis.call('HGET', KEYS[1], 'lease')
if not lease then
  lease = ARGV[1]
  redis.call('HSET', KEYS[1], 'lease', lease)
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return lease
"""
KEEP = """
if redis.call('HGET', KEYS[1], 'lease') == ARGV[1]
    and redis.call('HLEN', KEYS[1]) <= tonumber(ARGV[4]) then
  redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
  return 1
end
return 0
"""
MOST_OF_A_TAG = 50  # answers; a client can ask in many ways for the same
PAUSE = 1.0  # seconds without reads from a Redis that did not answer
AGAIN = 0.1  # seconds until a write tells Redis again

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


class Answers:
    """Keeps answers, and forgets those that a write changed.

    Args:
        redis: may be away; then nothing is found and nothing kept.
        lifetime: seconds that an answer is kept at most.
    """

    def __init__(self, redis: Redis, lifetime: float) -> None:
        self._redis = redis
        self._lifetime = lifetime
        self._batch = Batch(redis)
        self._lease = redis.register_script(LEASE)
        self._keep = redis.register_script(KEEP)
        self._paused_until = 0.0

    async def find(self, tag: str, name: str) -> bytes | None:
        """The answer, if there is one."""
        return await self._ask(self._batch.get(_key(tag), name)) if self._up else None

    async def lease(self, tag: str) -> bytes | None:
        """Leave to keep answers of ``tag`` that are read from now on; None if Redis is away."""
        if not self._up:
            return None
        lease: list[str | int] = [secrets.token_hex(8), round(self._lifetime * 1000)]
        return cast(bytes | None, await self._ask(self._lease([_key(tag)], lease)))

    async def keep(self, tag: str, name: str, lease: bytes, answer: bytes) -> None:
        """Keep an answer, unless a write came since ``lease``."""
        await self._ask(self._keep([_key(tag)], [lease, name, answer, MOST_OF_A_TAG]))

    async def forget(self, *tags: str) -> None:
        """Return when no answer is left that was read before this call.

        That takes ``lifetime`` seconds where Redis is away.
        """
        deadline = time.monotonic() + self._lifetime
        while (left := deadline - time.monotonic()) > 0:
            # The commands are typed for both kinds of client.
            deletion = cast(Awaitable[int], self._redis.delete(*map(_key, tags)))
            if await self._ask(deletion) is not None:
                return
            await asyncio.sleep(min(AGAIN, left))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    @property
    def _up(self) -> bool:
        return time.monotonic() >= self._paused_until

    async def _ask(self, question: Awaitable[Answer]) -> Answer | None:
        try:
            return await question
        except (RedisError, OSError, TimeoutError) as error:
            if self._up:
                log.warning("the cache does not answer: %s", error)
            self._paused_until = time.monotonic() + PAUSE
            return None


def _key(tag: str) -> str:
    return f"blog:{tag}"
