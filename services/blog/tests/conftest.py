"""What all tests share: a database of their own, and clients of the application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import application
from app.migrate import migrate
from app.settings import Settings
from app.store.database import engine
from app.store.posts import PostgresPosts
from tests.memory import MemoryPosts
from tests.postgres import OWNER_PASSWORD, USER_PASSWORD, Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server with an empty database."""
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def settings(postgres: Postgres) -> Settings:
    """Settings of the service."""
    return settings_for(postgres, "blog", USER_PASSWORD)


@pytest.fixture(scope="session")
def owner(postgres: Postgres) -> Settings:
    """Settings of the migrations."""
    return settings_for(postgres, "blog_owner", OWNER_PASSWORD)


def settings_for(postgres: Postgres, user: str, password: str) -> Settings:
    """Settings that lead to the test database."""
    return Settings.model_validate(
        {
            "database_host": "127.0.0.1",
            "database_port": postgres.port,
            "database_user": user,
            "database_password": password,
            "database_tls": "off",
        }
    )


@pytest.fixture(scope="session")
async def tables(owner: Settings) -> None:
    """The database has its tables."""
    await migrate(owner)


@pytest.fixture
async def database(tables: None, settings: Settings) -> AsyncIterator[AsyncEngine]:
    """A pool of the service's user; the tables are empty."""
    pool = engine(settings)
    async with pool.begin() as connection:
        await connection.execute(text("DELETE FROM posts"))
        await connection.execute(text("DELETE FROM idempotency_keys"))
    yield pool
    await pool.dispose()


@pytest.fixture
def stored(database: AsyncEngine) -> PostgresPosts:
    """An empty store in PostgreSQL."""
    return PostgresPosts(database)


@pytest.fixture
def memory() -> MemoryPosts:
    """An empty store in memory."""
    return MemoryPosts()


@pytest.fixture
async def client(memory: MemoryPosts) -> AsyncIterator[AsyncClient]:
    """A client of the application over the store in memory."""
    async with connect(memory) as opened:
        yield opened


def connect(store: MemoryPosts | PostgresPosts) -> AsyncClient:
    """A client of the application over ``store``; no socket between them."""
    transport = ASGITransport(application(store))
    return AsyncClient(transport=transport, base_url="http://blog")
