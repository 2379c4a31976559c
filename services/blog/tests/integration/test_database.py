"""What only a real PostgreSQL shows: rights, migrations, races and outages."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.posts import Draft
from app.main import application
from app.migrate import SCRIPTS
from app.settings import Settings
from app.store.comments import PostgresComments
from app.store.posts import PostgresPosts
from app.store.tables import Base
from service_kit import migrations
from service_kit.database import engine, unavailable
from service_kit.errors import StoreUnavailableError
from service_kit.testing.certificate import certificate
from service_kit.testing.client import connect
from service_kit.testing.postgres import Postgres

DRAFT = Draft("A title", "Some text", "Kim")


async def test_the_migrations_make_what_the_code_expects(tables: None, owner: Settings) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))

    pool = engine(owner)
    async with pool.connect() as connection:
        assert await connection.run_sync(differences) == []
    await pool.dispose()


async def test_the_migrations_go_back_and_forth_and_many_at_once(
    tables: None, owner: Settings
) -> None:
    def downgrade(connection: Connection) -> None:
        command.downgrade(migrations.configuration(connection, SCRIPTS), "base")

    pool = engine(owner)
    async with pool.begin() as connection:
        await connection.run_sync(downgrade)
        gone = await connection.scalar(text("SELECT to_regclass('posts')"))
    await pool.dispose()
    assert gone is None
    assert await asyncio.gather(*(migrations.run(owner, SCRIPTS) for _ in range(3))) == [0, 0, 0]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE posts",
        "CREATE TABLE mine ()",
        "ALTER TABLE posts ADD x int",
        "SET ROLE postgres",
    ],
)
async def test_the_service_may_not_change_tables(database: AsyncEngine, statement: str) -> None:
    async with database.connect() as connection:
        with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
            await connection.execute(text(statement))


async def test_the_superuser_cannot_come_by_the_network(postgres: Postgres) -> None:
    pool = engine(Settings.model_validate(postgres.settings("postgres")))
    with pytest.raises(Exception, match=r"pg_hba\.conf rejects connection"):
        await pool.connect().start()
    await pool.dispose()


async def test_a_wrong_password_is_refused(postgres: Postgres) -> None:
    pool = engine(Settings.model_validate(postgres.settings(password="not-the-password")))
    with pytest.raises(Exception, match="password authentication failed"):
        await pool.connect().start()
    await pool.dispose()


async def test_twenty_calls_with_one_key_make_one_post(stored: PostgresPosts) -> None:
    added = await asyncio.gather(*(stored.add(DRAFT, "key") for _ in range(20)))
    assert len({one.post.id for one in added}) == 1
    assert sum(not one.replayed for one in added) == 1
    assert len((await stored.page(100)).items) == 1


async def test_keys_are_forgotten_after_a_day(stored: PostgresPosts, database: AsyncEngine) -> None:
    await stored.add(DRAFT, "old")
    await stored.add(DRAFT, "young")
    age = "UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'"
    async with database.begin() as connection:
        await connection.execute(text(age))
    await stored.add(DRAFT, "new")
    async with database.connect() as connection:
        keys = (await connection.scalars(text("SELECT key FROM idempotency_keys"))).all()
    assert set(keys) == {"young", "new"}


async def test_the_largest_post_is_kept_and_searched(stored: PostgresPosts) -> None:
    body = "".join(f"{number:05d} " for number in range(8333)) + "x"
    post = (await stored.add(Draft("t" * 200, body, "a" * 80))).post
    assert (await stored.get(post.id)).body == body
    assert (await stored.page(1, query="08332")).items == [post]


async def test_an_outage_is_said_and_survived(
    postgres: Postgres, stored: PostgresPosts, database: AsyncEngine
) -> None:
    post = (await stored.add(DRAFT)).post
    async with connect(application(stored, PostgresComments(database))) as client:
        try:
            postgres.stop()
            for path in ("/readyz", "/api/posts", f"/api/posts/{post.id}"):
                assert (await client.get(path)).status_code == 503
            assert (await client.get("/healthz")).status_code == 200
        finally:
            postgres.start()
        assert (await client.get(f"/api/posts/{post.id}")).status_code == 200
        assert (await client.get("/readyz")).status_code == 200


async def test_a_restart_in_between_costs_no_request(
    postgres: Postgres, stored: PostgresPosts
) -> None:
    await stored.ping()
    postgres.stop()
    postgres.prepare()
    postgres.start()
    await stored.ping()


async def test_a_query_that_hangs_is_given_up(owner: Settings, settings: Settings) -> None:
    lock, impatient = engine(owner), engine(settings.model_copy(update={"database_timeout": 0.3}))
    async with lock.begin() as connection:
        await connection.execute(text("LOCK TABLE posts"))
        started = time.monotonic()
        with pytest.raises(StoreUnavailableError):
            await PostgresPosts(impatient).page(1)
        assert time.monotonic() - started < 5
    await PostgresPosts(impatient).page(1)
    for pool in (lock, impatient):
        await pool.dispose()


async def test_a_connection_that_is_cut_is_an_outage(
    stored: PostgresPosts, owner: Settings, settings: Settings
) -> None:
    lock, same_user = engine(owner), engine(settings)
    async with lock.begin() as connection, same_user.connect() as other:
        await connection.execute(text("LOCK TABLE posts"))
        waiting = asyncio.create_task(stored.page(1))
        cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = :e")
        while not (await other.execute(cut, {"e": "relation"})).all():
            await asyncio.sleep(0.02)
        with pytest.raises(StoreUnavailableError):
            await waiting
    await stored.page(1)
    for pool in (lock, same_user):
        await pool.dispose()


async def test_an_error_of_our_own_is_no_outage(database: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError), unavailable():
        async with database.connect() as connection:
            await connection.execute(text("SELECT nothing FROM posts"))


async def test_migrations_wait_for_the_database_but_not_for_ever(
    owner: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = owner.model_copy(update={"database_port": 1})
    with caplog.at_level(logging.INFO):
        assert await migrations.run(nowhere, SCRIPTS, patience=0.2, pause=0.1) == 1
    assert "waiting for the database" in caplog.text
    assert "the database does not answer" in caplog.text


async def test_the_server_is_verified_over_tls(
    postgres: Postgres, settings: Settings, tables: None, tmp_path: Path
) -> None:
    own = certificate(tmp_path)
    for made in own:
        copy = postgres.data / made.name
        copy.write_bytes(made.read_bytes())
        copy.chmod(0o600)
        postgres.own(copy)
    postgres.stop()
    postgres.start("-cssl=on")
    tls = {"database_tls": "verify-full", "database_host": "localhost"}
    trusting = engine(settings.model_copy(update=tls | {"database_ca_file": own.certificate}))
    distrusting = engine(settings.model_copy(update=tls))
    try:
        async with trusting.connect() as connection:
            used = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            assert await connection.scalar(text(used)) is True
        with pytest.raises(StoreUnavailableError, match="certificate verify failed"):
            await PostgresPosts(distrusting).ping()
    finally:
        for pool in (trusting, distrusting):
            await pool.dispose()
        postgres.stop()
        postgres.start()
