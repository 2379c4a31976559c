"""The connection pool, and what its errors mean."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from service_kit.errors import StoreUnavailableError
from service_kit.settings import ServiceSettings

# SQLSTATE classes that pass by themselves: connection, resources, operator's intervention.
PASSING = ("08", "53", "57")


def engine(settings: ServiceSettings) -> AsyncEngine:
    """A pool of connections; nothing connects before the first use."""
    url = URL.create(
        "postgresql+asyncpg",
        username=settings.database_user,
        host=settings.database_host,
        port=settings.database_port,
        database=settings.database_name,
    )
    return create_async_engine(
        url,
        pool_size=settings.database_pool_size,
        max_overflow=0,
        pool_timeout=settings.database_timeout,
        # A database that was restarted costs no request.
        pool_pre_ping=True,
        # Errors go to logs; what people wrote does not.
        hide_parameters=True,
        connect_args={
            "password": settings.password,
            "ssl": settings.tls(),
            "timeout": settings.database_timeout,
            "command_timeout": settings.database_timeout,
        },
    )


@asynccontextmanager
async def transaction(database: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction that is committed at the end.

    Raises:
        StoreUnavailableError: the database does not answer.
    """
    with unavailable():
        async with database.begin() as connection:
            yield connection


@contextmanager
def unavailable() -> Iterator[None]:
    """Turn errors of a database that is away into ``StoreUnavailableError``."""
    try:
        yield
    except (OSError, TimeoutError, PoolTimeoutError, InterfaceError, OperationalError) as error:
        raise StoreUnavailableError(str(error)) from error
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if error.connection_invalidated or state.startswith(PASSING):
            raise StoreUnavailableError(str(error)) from error
        raise
