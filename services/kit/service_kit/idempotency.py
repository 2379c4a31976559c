"""Keys of creations that must not happen twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from service_kit.errors import KeyReusedError

KEPT = timedelta(hours=24)
FORGOTTEN_AT_ONCE = 100

Words = Mapping[str, str]


def idempotency_keys(metadata: MetaData) -> Table:
    """The table of creations that were answered: what was asked, and the answer.

    A migration of the service makes it.
    """
    return Table(
        "idempotency_keys",
        metadata,
        Column("key", Text, primary_key=True),
        Column("fingerprint", Text, nullable=False),
        Column("answer", JSONB),
        Column("created_at", DateTime(timezone=True), server_default=func.now(), nullable=False),
        Index("idempotency_keys_oldest", "created_at"),
    )


class IdempotencyKeys:
    """Claims keys in the transaction that creates what they stand for."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def claim(self, connection: AsyncConnection, key: str, asked: Words) -> Words | None:
        """Take the key for this transaction, or return what was answered before.

        A second call with the same key waits here until the first transaction ends.

        Args:
            connection: in a transaction.
            key: the client's.
            asked: the request; a quick hash of it is kept, so it must hold no password.

        Raises:
            KeyReusedError: the key belongs to another request.
        """
        await self._forget_old(connection)
        keys = self._table.c
        fingerprint = hashlib.sha256(json.dumps(dict(asked)).encode()).hexdigest()
        claimed = await connection.execute(
            insert(self._table)
            .values(key=key, fingerprint=fingerprint)
            .on_conflict_do_nothing()
            .returning(keys.key)
        )
        if claimed.one_or_none():
            return None
        query = select(keys.fingerprint, keys.answer).where(keys.key == key)
        known, answered = (await connection.execute(query)).one()
        if known != fingerprint:
            raise KeyReusedError
        assert answered is not None  # noqa: S101 (key and answer are committed together)
        kept: Words = answered
        return kept

    async def answer(self, connection: AsyncConnection, key: str, answered: Words) -> None:
        """Keep what the claimed key is answered with."""
        change = update(self._table).where(self._table.c.key == key).values(answer=dict(answered))
        await connection.execute(change)

    async def _forget_old(self, connection: AsyncConnection) -> None:
        # A few each time; rows that another transaction is at are left to it.
        keys = self._table.c
        old = (
            select(keys.key)
            .where(keys.created_at < func.now() - KEPT)
            .order_by(keys.created_at)
            .limit(FORGOTTEN_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        await connection.execute(delete(self._table).where(keys.key.in_(old.scalar_subquery())))
