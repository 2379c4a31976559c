"""What all tests share: a database of their own, and clients of a small service."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from app.main import Settings, assemble
from app.migrate import SCRIPTS
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from service_kit.database import engine
from service_kit.migrations import migrate
from service_kit.testing.client import Lines, connect, logged
from service_kit.testing.postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server with an empty database."""
    with Postgres("count") as server:
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
    """A pool of the service's user."""
    pool = engine(settings)
    yield pool
    await pool.dispose()


@pytest.fixture
async def client(tables: None, settings: Settings) -> AsyncIterator[AsyncClient]:
    """A client of the service."""
    app = assemble(settings)
    async with app.router.lifespan_context(app), connect(app) as opened:
        yield opened


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the service logs."""
    with logged() as written:
        yield written
