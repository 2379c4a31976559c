"""What all tests share: a database of their own, signing keys, and clients of the application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from hypothesis import HealthCheck
from hypothesis import settings as fuzzing
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.api.parts import Parts
from app.domain.authentication import Authentication
from app.main import application
from app.migrate import SCRIPTS
from app.security.keys import SigningKeys
from app.security.tokens import AccessTokens
from app.settings import DatabaseSettings, Settings
from service_kit.database import engine
from service_kit.migrations import migrate
from service_kit.testing.client import connect
from service_kit.testing.postgres import Postgres
from tests.keys import write_key
from tests.memory import MemoryAccounts, MemoryAttempts, MemorySessions, PlainHasher

# A busy machine is no fault of the service.
fuzzing.register_profile("auth", deadline=None, suppress_health_check=[HealthCheck.too_slow])
fuzzing.load_profile("auth")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server with an empty database."""
    with Postgres("auth") as server:
        yield server


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one signing key."""
    folder = tmp_path_factory.mktemp("keys")
    write_key(folder)
    return folder


@pytest.fixture(scope="session")
def settings(postgres: Postgres, keys_folder: Path) -> Settings:
    """Settings of the service."""
    return Settings.model_validate(postgres.settings() | {"signing_keys_dir": keys_folder})


@pytest.fixture(scope="session")
def owner(postgres: Postgres) -> DatabaseSettings:
    """Settings of the migrations."""
    return DatabaseSettings.model_validate(postgres.owner())


@pytest.fixture(scope="session")
async def tables(owner: DatabaseSettings) -> None:
    """The database has its tables."""
    await migrate(owner, SCRIPTS)


@pytest.fixture
async def database(tables: None, settings: Settings) -> AsyncIterator[AsyncEngine]:
    """A pool of the service's user; the tables are empty."""
    pool = engine(settings)
    async with pool.begin() as connection:
        for table in ("accounts", "login_attempts", "idempotency_keys"):
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 (names of ours)
    yield pool
    await pool.dispose()


@dataclass(frozen=True)
class Memory:
    """All stores in memory, empty."""

    accounts: MemoryAccounts = field(default_factory=MemoryAccounts)
    sessions: MemorySessions = field(default_factory=MemorySessions)
    attempts: MemoryAttempts = field(default_factory=MemoryAttempts)
    hasher: PlainHasher = field(default_factory=PlainHasher)

    def authentication(self) -> Authentication:
        """What people do, over these."""
        return Authentication(self.accounts, self.sessions, self.attempts, self.hasher)


@pytest.fixture
def memory() -> Memory:
    """Empty stores in memory."""
    return Memory()


def app_of(authentication: Authentication, folder: Path) -> FastAPI:
    """The application with the keys of a folder."""
    keys = SigningKeys(folder)
    tokens = AccessTokens(keys, "https://issuer.example", "tests")
    return application(Parts(authentication, keys, tokens))


@pytest.fixture
async def client(memory: Memory, keys_folder: Path) -> AsyncIterator[AsyncClient]:
    """A client of the application over the stores in memory."""
    async with connect(app_of(memory.authentication(), keys_folder)) as opened:
        yield opened
