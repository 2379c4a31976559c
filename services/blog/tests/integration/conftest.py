"""What tests of the cache share: a Redis of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from app.settings import Settings
from service_kit.testing.redis import PASSWORD, Redis


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    server = Redis()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def cached(redis: Redis, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a cache that lives longer than any test here."""
    file = tmp_path_factory.mktemp("redis") / "password"
    file.write_text(PASSWORD)
    changes = {
        "cache_host": "127.0.0.1",
        "cache_port": redis.port,
        "cache_tls": "off",
        "cache_password_file": file,
        "cache_lifetime": 10.0,
        "cache_timeout": 1.0,
    }
    return settings.model_copy(update=changes)


@pytest.fixture
async def opened() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack
