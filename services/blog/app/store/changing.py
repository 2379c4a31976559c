"""Transactions that change something which others may keep answers of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.changes import Changed
from service_kit.database import transaction
from service_kit.errors import StoreUnavailableError


@asynccontextmanager
async def changing(
    engine: AsyncEngine, changed: Changed, *things: str
) -> AsyncIterator[AsyncConnection]:
    """A transaction; ``changed`` is told of ``things`` once it is over.

    Raises:
        StoreUnavailableError: the database does not answer.
    """
    try:
        async with transaction(engine) as connection:
            yield connection
    except StoreUnavailableError:
        # The connection may have broken after the commit.
        await changed(*things)
        raise
    await changed(*things)
