"""Keys of creations that must not happen twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.domain.posts import Draft, KeyReusedError, Post
from app.store.tables import IdempotencyKeyRow as Row

KEPT = timedelta(hours=24)
FORGOTTEN_AT_ONCE = 100


async def claim(connection: AsyncConnection, key: str, draft: Draft) -> Post | None:
    """Take the key for this transaction, or return what it made before.

    A second call with the same key waits here until the first transaction ends.

    Raises:
        KeyReusedError: the key belongs to another draft.
    """
    await _forget_old(connection)
    fingerprint = hashlib.sha256(json.dumps(asdict(draft)).encode()).hexdigest()
    claimed = await connection.execute(
        insert(Row)
        .values(key=key, fingerprint=fingerprint)
        .on_conflict_do_nothing()
        .returning(Row.key)
    )
    if claimed.one_or_none():
        return None
    found = await connection.execute(select(Row.fingerprint, Row.answer).where(Row.key == key))
    known, answered = found.one()
    if known != fingerprint:
        raise KeyReusedError
    assert answered is not None  # noqa: S101 (key and answer are committed together)
    return _decode(answered)


async def answer(connection: AsyncConnection, key: str, post: Post) -> None:
    """Keep what the claimed key made."""
    await connection.execute(update(Row).where(Row.key == key).values(answer=_encode(post)))


async def _forget_old(connection: AsyncConnection) -> None:
    # A few each time; rows that another transaction is at are left to it.
    old = (
        select(Row.key)
        .where(Row.created_at < func.now() - KEPT)
        .order_by(Row.created_at)
        .limit(FORGOTTEN_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    await connection.execute(delete(Row).where(Row.key.in_(old.scalar_subquery())))


def _encode(post: Post) -> dict[str, str]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in asdict(post).items()
    }


def _decode(answered: dict[str, str]) -> Post:
    return Post(
        id=UUID(answered["id"]),
        title=answered["title"],
        body=answered["body"],
        author=answered["author"],
        created_at=datetime.fromisoformat(answered["created_at"]),
        updated_at=datetime.fromisoformat(answered["updated_at"]),
    )
