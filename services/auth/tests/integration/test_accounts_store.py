"""The contract of ``domain.accounts.Accounts``, on PostgreSQL and on its twin in memory."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.accounts import Accounts, EmailTakenError, Registration
from app.store.accounts import PostgresAccounts
from service_kit.errors import KeyReusedError
from tests.memory import MemoryAccounts

KIM = Registration("김지윤", "kim@example.com", "$argon2id$1")
LEE = Registration("Lee", "lee@example.com", "$argon2id$2")


@pytest.fixture(params=["postgres", "memory"])
def accounts(request: pytest.FixtureRequest, database: AsyncEngine) -> Accounts:
    return PostgresAccounts(database) if request.param == "postgres" else MemoryAccounts()


async def test_a_store_with_its_tables_answers(accounts: Accounts) -> None:
    await accounts.ping()


async def test_who_registers_is_found(accounts: Accounts) -> None:
    made = await accounts.register(KIM)
    await accounts.register(LEE)
    account = made.credentials.account
    assert not made.replayed
    assert (account.name, account.email) == (KIM.name, KIM.email)
    assert made.credentials.password_hash == KIM.password_hash
    assert account.created_at.utcoffset() is not None
    assert await accounts.by_email(KIM.email) == made.credentials
    assert await accounts.get(account.id) == account


async def test_who_did_not_is_not(accounts: Accounts) -> None:
    assert await accounts.by_email(KIM.email) is None
    assert await accounts.get(uuid4()) is None


async def test_an_address_has_one_account(accounts: Accounts) -> None:
    await accounts.register(KIM)
    with pytest.raises(EmailTakenError):
        await accounts.register(replace(KIM, name="Other"), "key")
    # The key of a registration that failed is free.
    assert not (await accounts.register(LEE, "key")).replayed


async def test_a_key_makes_one_account(accounts: Accounts) -> None:
    first = await accounts.register(KIM, "key")
    again = await accounts.register(replace(KIM, password_hash="$argon2id$3"), "key")
    assert (again.credentials, again.replayed) == (first.credentials, True)
    for other in (replace(KIM, name="Other"), LEE):
        with pytest.raises(KeyReusedError):
            await accounts.register(other, "key")
    assert not (await accounts.register(LEE, "another key")).replayed
