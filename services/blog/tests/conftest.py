"""What all tests share: a database of their own, and clients of the application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.main import application
from app.migrate import SCRIPTS
from app.settings import Settings
from app.store.posts import PostgresPosts
from service_kit.database import engine
from service_kit.migrations import migrate
from service_kit.testing.client import connect
from service_kit.testing.postgres import Postgres
from tests.memory import MemoryComments, MemoryPosts
from tests.people import KIM, headers


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server with an empty database."""
    with Postgres("blog") as server:
        yield server


@pytest.fixture(scope="session")
def settings(postgres: Postgres) -> Settings:
    """Settings of the service."""
    return Settings.model_validate(postgres.settings())


@pytest.fixture(scope="session")
def owner(postgres: Postgres) -> Settings:
    """Settings of the migrations."""
    return Settings.model_validate(postgres.owner())


@pytest.fixture(scope="session")
async def tables(owner: Settings) -> None:
    """The database has its tables."""
    await migrate(owner, SCRIPTS)


@pytest.fixture
async def database(tables: None, settings: Settings) -> AsyncIterator[AsyncEngine]:
    """A pool of the service's user; the tables are empty."""
    pool = engine(settings)
    async with pool.begin() as connection:
        await connection.execute(text("DELETE FROM posts"))  # and their comments
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
    async with connect(application(memory, MemoryComments(memory)), **headers(KIM)) as opened:
        yield opened
