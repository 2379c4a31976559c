"""Reads of many requests in one round trip."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import cast

from redis.asyncio import Redis

Field = tuple[str, str]
Waiting = dict[Field, list[asyncio.Future[bytes | None]]]


class Batch:
    """Reads fields of hashes; while one batch is on its way, the next one gathers.

    A field is always read after it was asked for. At high rates a request costs a part of a round
    trip, where one each would cost more than the whole rest of an answer.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: Waiting = {}
        self._reader: asyncio.Task[None] | None = None

    async def get(self, key: str, name: str) -> bytes | None:
        """Field ``name`` of the hash ``key``.

        Raises:
            redis.RedisError, OSError, TimeoutError: Redis does not answer.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[bytes | None] = loop.create_future()
        self._waiting.setdefault((key, name), []).append(answer)
        if self._reader is None:
            self._reader = loop.create_task(self._read_all())
        return await answer

    async def _read_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, {}
            try:
                values = await self._read(list(batch))
            except Exception as error:
                _tell(batch, error)
            else:
                _answer(batch, values)
        self._reader = None

    async def _read(self, fields: list[Field]) -> list[bytes | None]:
        if len(fields) == 1:
            ((key, name),) = fields
            return [await cast(Awaitable[bytes | None], self._redis.hget(key, name))]
        pipeline = self._redis.pipeline(transaction=False)
        for key, name in fields:
            pipeline.hget(key, name)
        return cast(list[bytes | None], await pipeline.execute())


def _answer(batch: Waiting, values: list[bytes | None]) -> None:
    for answers, value in zip(batch.values(), values, strict=True):
        for answer in answers:
            if not answer.done():  # its request was given up
                answer.set_result(value)


def _tell(batch: Waiting, error: Exception) -> None:
    for answers in batch.values():
        for answer in answers:
            if not answer.done():
                answer.set_exception(error)
