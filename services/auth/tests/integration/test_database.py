"""What only a real PostgreSQL shows: rights, migrations, races and time."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.accounts import Account, EmailTakenError, Registration
from app.domain.attempts import ALLOWED, TooManyAttemptsError
from app.domain.sessions import RefreshToken
from app.migrate import SCRIPTS
from app.settings import DatabaseSettings
from app.store.accounts import PostgresAccounts
from app.store.attempts import PostgresAttempts
from app.store.sessions import PostgresSessions
from app.store.tables import Base
from service_kit import migrations
from service_kit.database import engine

KIM = Registration("Kim", "kim@example.com", "hash")


@pytest.fixture
async def kim(database: AsyncEngine) -> Account:
    return (await PostgresAccounts(database).register(KIM)).credentials.account


async def count(database: AsyncEngine, table: str) -> int:
    async with database.connect() as connection:
        found = await connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
    return int(found)


async def test_the_migrations_make_what_the_code_expects(
    tables: None, owner: DatabaseSettings
) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    pool = engine(owner)
    async with pool.connect() as connection:
        assert await connection.run_sync(differences) == []
    await pool.dispose()


async def test_the_migrations_go_back_and_forth(tables: None, owner: DatabaseSettings) -> None:
    def downgrade(connection: Connection) -> None:
        command.downgrade(migrations.configuration(connection, SCRIPTS), "base")

    pool = engine(owner)
    async with pool.begin() as connection:
        await connection.run_sync(downgrade)
        gone = await connection.scalar(text("SELECT to_regclass('accounts')"))
    await pool.dispose()
    assert gone is None
    assert await migrations.run(owner, SCRIPTS) == 0


@pytest.mark.parametrize("statement", ["DROP TABLE accounts", "CREATE TABLE mine ()"])
async def test_the_service_may_not_change_tables(database: AsyncEngine, statement: str) -> None:
    async with database.connect() as connection:
        with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
            await connection.execute(text(statement))


async def test_of_many_with_one_address_one_registers(database: AsyncEngine) -> None:
    accounts = PostgresAccounts(database)
    calls = (accounts.register(KIM) for _ in range(10))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(answer, EmailTakenError) for answer in answers) == 9
    assert await count(database, "accounts") == 1


async def test_many_calls_with_one_key_make_one_account(database: AsyncEngine) -> None:
    accounts = PostgresAccounts(database)
    made = await asyncio.gather(*(accounts.register(KIM, "key") for _ in range(10)))
    assert len({one.credentials.account.id for one in made}) == 1
    assert sum(not one.replayed for one in made) == 1


async def test_one_token_twice_at_once_ends_the_session(
    database: AsyncEngine, kim: Account, caplog: pytest.LogCaptureFixture
) -> None:
    sessions, token = PostgresSessions(database), RefreshToken.first()
    await sessions.start(kim, token)
    following = [token.following() for _ in range(5)]
    renewed = await asyncio.gather(*(sessions.renew(token, one) for one in following))
    [first] = [new for new, session in zip(following, renewed, strict=True) if session]
    assert await sessions.renew(first, first.following()) is None
    assert await count(database, "sessions") == 0
    assert f"session of {kim.id} ended" in caplog.text


async def test_tokens_are_not_stored(database: AsyncEngine, kim: Account) -> None:
    token = RefreshToken.first()
    await PostgresSessions(database).start(kim, token)
    async with database.connect() as connection:
        row = (await connection.execute(text("SELECT * FROM sessions"))).one()
    assert token.secret not in tuple(row)
    assert token.digest() in tuple(row)


async def test_a_session_is_over_after_its_time(database: AsyncEngine, kim: Account) -> None:
    sessions, token = PostgresSessions(database), RefreshToken.first()
    await sessions.start(kim, token)
    async with database.begin() as connection:
        await connection.execute(text("UPDATE sessions SET expires_at = now() - interval '1 s'"))
    assert await sessions.renew(token, token.following()) is None


async def test_sessions_whose_time_is_over_are_forgotten(
    database: AsyncEngine, kim: Account
) -> None:
    sessions = PostgresSessions(database)
    await sessions.start(kim, RefreshToken.first())
    async with database.begin() as connection:
        await connection.execute(text("UPDATE sessions SET expires_at = now() - interval '1 s'"))
    await sessions.start(kim, RefreshToken.first())
    assert await count(database, "sessions") == 1


async def test_attempts_at_once_are_all_counted(database: AsyncEngine) -> None:
    attempts = PostgresAttempts(database)
    calls = (attempts.count("kim@example.com") for _ in range(2 * ALLOWED))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(answer, TooManyAttemptsError) for answer in answers) == ALLOWED


async def test_more_attempts_do_not_make_the_wait_longer(database: AsyncEngine) -> None:
    attempts = PostgresAttempts(database)
    await attempts.count("kim@example.com")
    age = text("UPDATE login_attempts SET since = since - interval '800 seconds'")
    async with database.begin() as connection:
        await connection.execute(age)
    for _ in range(ALLOWED - 1):
        await attempts.count("kim@example.com")
    for _ in range(2):
        with pytest.raises(TooManyAttemptsError) as refused:
            await attempts.count("kim@example.com")
        assert 0 < refused.value.wait <= 100


async def test_attempts_are_allowed_again_after_a_while(database: AsyncEngine) -> None:
    attempts = PostgresAttempts(database)
    await attempts.count("lee@example.com")
    for _ in range(ALLOWED):
        await attempts.count("kim@example.com")
    age = text("UPDATE login_attempts SET since = since - interval '901 seconds'")
    async with database.begin() as connection:
        await connection.execute(age)
    for _ in range(ALLOWED):
        await attempts.count("kim@example.com")
    assert await count(database, "login_attempts") == 1  # the other is forgotten
    with pytest.raises(TooManyAttemptsError):
        await attempts.count("kim@example.com")


async def test_addresses_of_attempts_are_not_stored(database: AsyncEngine) -> None:
    await PostgresAttempts(database).count("kim@example.com")
    async with database.connect() as connection:
        row = (await connection.execute(text("SELECT email_hash FROM login_attempts"))).one()
    assert b"kim" not in row.email_hash
