"""The contract of ``domain.sessions.Sessions``, on PostgreSQL and on its twin in memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.accounts import Account, Accounts, Registration
from app.domain.sessions import LIFETIME, RefreshToken, Sessions
from app.store.accounts import PostgresAccounts
from app.store.sessions import PostgresSessions
from tests.memory import MemoryAccounts, MemorySessions


@dataclass(frozen=True)
class Stores:
    sessions: Sessions
    account: Account


@pytest.fixture(params=["postgres", "memory"])
async def stores(request: pytest.FixtureRequest, database: AsyncEngine) -> Stores:
    accounts: Accounts = MemoryAccounts()
    sessions: Sessions = MemorySessions()
    if request.param == "postgres":
        accounts, sessions = PostgresAccounts(database), PostgresSessions(database)
    made = await accounts.register(Registration("Kim", "kim@example.com", "hash"))
    return Stores(sessions, made.credentials.account)


async def test_tokens_follow_one_another_to_a_fixed_end(stores: Stores) -> None:
    token = RefreshToken.first()
    started = await stores.sessions.start(stores.account, token)
    assert started.account == stores.account
    left = started.expires_at - datetime.now(UTC)
    assert abs(left - LIFETIME) < timedelta(minutes=1)
    for _ in range(3):
        following = token.following()
        assert await stores.sessions.renew(token, following) == started
        token = following


async def test_a_used_token_ends_its_session(stores: Stores) -> None:
    first, other = RefreshToken.first(), RefreshToken.first()
    for token in (first, other):
        await stores.sessions.start(stores.account, token)
    second = first.following()
    await stores.sessions.renew(first, second)
    assert await stores.sessions.renew(first, first.following()) is None
    assert await stores.sessions.renew(second, second.following()) is None
    assert await stores.sessions.renew(other, other.following()) is not None


async def test_a_token_that_was_never_given_renews_nothing(stores: Stores) -> None:
    token = RefreshToken.first()
    assert await stores.sessions.renew(token, token.following()) is None


async def test_an_ended_session_is_not_renewed(stores: Stores) -> None:
    token = RefreshToken.first()
    await stores.sessions.start(stores.account, token)
    await stores.sessions.end(token)
    await stores.sessions.end(token)
    assert await stores.sessions.renew(token, token.following()) is None


async def test_even_a_used_token_can_log_out(stores: Stores) -> None:
    first = RefreshToken.first()
    second = first.following()
    await stores.sessions.start(stores.account, first)
    await stores.sessions.renew(first, second)
    await stores.sessions.end(first)
    assert await stores.sessions.renew(second, second.following()) is None
