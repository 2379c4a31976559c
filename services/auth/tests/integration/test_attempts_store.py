"""The contract of ``domain.attempts.Attempts``, on PostgreSQL and on its twin in memory."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.attempts import ALLOWED, WINDOW, Attempts, TooManyAttemptsError
from app.store.attempts import PostgresAttempts
from tests.memory import MemoryAttempts


@pytest.fixture(params=["postgres", "memory"])
def attempts(request: pytest.FixtureRequest, database: AsyncEngine) -> Attempts:
    return PostgresAttempts(database) if request.param == "postgres" else MemoryAttempts()


async def test_some_attempts_are_allowed_by_address(attempts: Attempts) -> None:
    for _ in range(ALLOWED):
        await attempts.count("kim@example.com")
    for _ in range(2):
        with pytest.raises(TooManyAttemptsError) as refused:
            await attempts.count("kim@example.com")
        assert WINDOW.total_seconds() - 60 < refused.value.wait <= WINDOW.total_seconds()
    await attempts.count("lee@example.com")


async def test_a_good_login_starts_from_zero(attempts: Attempts) -> None:
    for _ in range(ALLOWED):
        await attempts.count("kim@example.com")
    await attempts.forget("kim@example.com")
    await attempts.count("kim@example.com")
