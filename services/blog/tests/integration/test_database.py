"""What only a real PostgreSQL shows: rights, migrations, races and outages."""

from __future__ import annotations

import asyncio

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
from service_kit.database import engine
from service_kit.testing.client import connect
from service_kit.testing.postgres import Postgres
from tests.people import KIM

DRAFT = Draft("A title", "Some text")


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


async def test_twenty_calls_with_one_key_make_one_post(stored: PostgresPosts) -> None:
    added = await asyncio.gather(*(stored.add(DRAFT, KIM, "key") for _ in range(20)))
    assert len({one.post.id for one in added}) == 1
    assert sum(not one.replayed for one in added) == 1
    assert len((await stored.page(100)).items) == 1


async def test_keys_are_forgotten_after_a_day(stored: PostgresPosts, database: AsyncEngine) -> None:
    await stored.add(DRAFT, KIM, "old")
    await stored.add(DRAFT, KIM, "young")
    age = """UPDATE idempotency_keys SET created_at = now() - interval '25 hours'
        WHERE key LIKE '% old'"""  # after the author's id
    async with database.begin() as connection:
        await connection.execute(text(age))
    await stored.add(DRAFT, KIM, "new")
    async with database.connect() as connection:
        keys = (await connection.scalars(text("SELECT key FROM idempotency_keys"))).all()
    assert set(keys) == {f"{KIM.id} young", f"{KIM.id} new"}


async def test_the_largest_post_is_kept_and_searched(stored: PostgresPosts) -> None:
    body = "".join(f"{number:05d} " for number in range(8333)) + "x"
    post = (await stored.add(Draft("t" * 200, body), KIM)).post
    assert (await stored.get(post.id)).body == body
    assert (await stored.page(1, query="08332")).items == [post]


async def test_an_outage_is_said_and_survived(
    postgres: Postgres, stored: PostgresPosts, database: AsyncEngine
) -> None:
    post = (await stored.add(DRAFT, KIM)).post
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
