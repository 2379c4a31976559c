"""With Redis away the blog answers from PostgreSQL, never stale, and needs no restart after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cache import answers
from app.settings import Settings
from service_kit.testing.certificate import certificate
from service_kit.testing.redis import Redis
from tests.pods import DRAFT, pod, reads, write

LIFETIME = 0.5


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PAUSE", 0.05)


@pytest.fixture
def brief(cached: Settings) -> Settings:
    """Settings with a cache whose answers live shortly."""
    return cached.model_copy(update={"cache_lifetime": LIFETIME, "cache_timeout": 0.2})


@pytest.fixture
def running(redis: Redis) -> Iterator[Redis]:
    """The server, which runs again after the test."""
    yield redis
    redis.stop()
    redis.start()


async def test_an_outage_is_survived(
    brief: Settings,
    running: Redis,
    database: AsyncEngine,
    opened: AsyncExitStack,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = await pod(brief, opened)
    post = await write(client)
    await client.get(post)
    running.stop()
    with caplog.at_level(logging.WARNING):
        assert (await client.get(post)).json()["title"] == DRAFT["title"]
        assert "the cache does not answer" in caplog.text
        changed = await client.put(post, json=DRAFT | {"title": "New"})
    assert changed.status_code == 200
    assert (await client.get(post)).json()["title"] == "New"
    assert (await client.get("/readyz")).status_code == 200

    running.start()
    hits = await reads(client, "hit")
    for _ in range(100):
        assert (await client.get(post)).json()["title"] == "New"
        if await reads(client, "hit") > hits:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the cache was not used again")


async def test_a_redis_that_hangs_is_an_outage(
    brief: Settings, running: Redis, database: AsyncEngine, opened: AsyncExitStack
) -> None:
    client, other = await pod(brief, opened), await pod(brief, opened)
    post = await write(client)
    await other.get(post)
    running.hang()
    assert (await client.put(post, json=DRAFT | {"title": "New"})).status_code == 200
    running.hang(False)
    assert (await other.get(post)).json()["title"] == "New"


async def test_a_pod_that_cannot_reach_redis_leaves_nothing_stale_at_others(
    brief: Settings, redis: Redis, database: AsyncEngine, opened: AsyncExitStack
) -> None:
    cut_off = await pod(brief.model_copy(update={"cache_port": 1}), opened)
    other = await pod(brief, opened)
    post = await write(cut_off)
    paths = (post, "/api/posts")
    for path in paths:
        await other.get(path)

    async def read_on() -> None:
        while True:
            for path in paths:
                await other.get(path)

    reader = asyncio.create_task(read_on())
    changed = (await cut_off.put(post, json=DRAFT | {"title": "New"})).json()
    now = [(await other.get(path)).json() for path in paths]
    reader.cancel()
    assert now == [changed, {"items": [changed], "next": None}]
    assert await reads(other, "hit") > 0


async def test_a_wrong_password_is_an_outage(
    brief: Settings, redis: Redis, database: AsyncEngine, opened: AsyncExitStack, tmp_path: Path
) -> None:
    file = tmp_path / "other"
    file.write_text("not-the-password")
    client = await pod(brief.model_copy(update={"cache_password_file": file}), opened)
    post = await write(client)
    assert [(await client.get(post)).status_code for _ in range(2)] == [200, 200]
    assert await reads(client, "hit") == 0


async def test_redis_is_verified_over_tls(
    brief: Settings, running: Redis, database: AsyncEngine, opened: AsyncExitStack, tmp_path: Path
) -> None:
    own = certificate(tmp_path)
    running.stop()
    running.start(own)
    tls = {"cache_tls": "verify-full", "cache_host": "localhost", "cache_lifetime": 10.0}
    trusted = brief.model_copy(update=tls | {"cache_ca_file": own.certificate})
    trusting = await pod(trusted, opened)
    distrusting = await pod(brief.model_copy(update=tls), opened)
    post = await write(trusting)
    for client in (trusting, trusting, distrusting, distrusting):
        assert (await client.get(post)).status_code == 200
    assert (await reads(trusting, "hit"), await reads(distrusting, "hit")) == (1, 0)


async def test_answers_that_are_large_or_no_answers_are_not_kept(
    cached: Settings, redis: Redis, database: AsyncEngine, opened: AsyncExitStack
) -> None:
    client = await pod(cached, opened)
    for _ in range(6):
        await write(client, body="x" * 50_000)
    for path in ("/api/posts", "/api/posts/00000000-0000-0000-0000-000000000000"):
        first, second = await client.get(path), await client.get(path)
        assert first.content == second.content
    assert (await reads(client, "hit"), await reads(client, "miss")) == (0, 4)
