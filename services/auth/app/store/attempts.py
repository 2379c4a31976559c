"""Login attempts in PostgreSQL, which all pods share."""

from __future__ import annotations

import hashlib
import math

from sqlalchemy import case, delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.attempts import ALLOWED, WINDOW, TooManyAttemptsError
from app.store.forget import forget
from app.store.tables import LoginAttemptsRow as Row
from service_kit.database import transaction


class PostgresAttempts:
    """Implements ``domain.attempts.Attempts``; each method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def count(self, email: str) -> None:
        """Insert or update in one statement, so that attempts at once are all counted."""
        over = Row.since < func.now() - WINDOW
        first = insert(Row).values(email_hash=_digest(email), count=1)
        counting = first.on_conflict_do_update(
            index_elements=[Row.email_hash],
            set_={
                "count": case((over, 1), else_=Row.count + 1),
                "since": case((over, func.now()), else_=Row.since),
            },
        )
        wait = func.extract("epoch", Row.since + WINDOW - func.now())
        async with transaction(self._engine) as connection:
            await forget(connection, Row.email_hash, over)
            counted = await connection.execute(counting.returning(Row.count, wait))
            count, seconds = counted.one()
        if count > ALLOWED:
            raise TooManyAttemptsError(math.ceil(seconds))

    async def forget(self, email: str) -> None:
        """Delete the count."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(Row).where(Row.email_hash == _digest(email)))


def _digest(email: str) -> bytes:
    return hashlib.sha256(email.encode()).digest()
