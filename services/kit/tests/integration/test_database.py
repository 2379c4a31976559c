"""What only a real PostgreSQL shows: rights, outages, migrations, TLS."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from app.main import Counts, Settings
from app.migrate import SCRIPTS
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from service_kit import migrations
from service_kit.database import engine, transaction, unavailable
from service_kit.errors import StoreUnavailableError
from service_kit.testing.certificate import certificate
from service_kit.testing.postgres import Postgres
from service_kit.testing.server import environment, run_module

COUNT = Path(__file__).parents[1] / "count"


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


async def test_a_restart_in_between_costs_no_request(
    postgres: Postgres, database: AsyncEngine
) -> None:
    await Counts(database).ready()
    postgres.stop()
    postgres.prepare()
    postgres.start()
    await Counts(database).ready()


async def test_a_statement_that_hangs_is_given_up(tables: None, settings: Settings) -> None:
    impatient = engine(settings.model_copy(update={"database_timeout": 0.3}))
    with pytest.raises(StoreUnavailableError):
        await Counts(impatient).sleep(30)
    await Counts(impatient).ready()
    await impatient.dispose()


async def test_a_connection_that_is_cut_is_an_outage(
    database: AsyncEngine, settings: Settings
) -> None:
    # Each look in a transaction of its own, or it would see the first again.
    same_user = engine(settings).execution_options(isolation_level="AUTOCOMMIT")
    async with same_user.connect() as other:
        waiting = asyncio.create_task(Counts(database).sleep(30))
        cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = :e")
        while not (await other.execute(cut, {"e": "PgSleep"})).all():
            await asyncio.sleep(0.02)
        with pytest.raises(StoreUnavailableError):
            await waiting
    await Counts(database).ready()
    await same_user.dispose()


async def test_an_error_of_our_own_is_no_outage(database: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError), unavailable():
        async with database.connect() as connection:
            await connection.execute(text("SELECT nothing FROM idempotency_keys"))


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
            await Counts(distrusting).ready()
    finally:
        for pool in (trusting, distrusting):
            await pool.dispose()
        postgres.stop()
        postgres.start()


async def test_the_migrations_run_as_a_program_and_many_at_once(owner: Settings) -> None:
    running = [run_module(COUNT, "app.migrate", environment(owner)) for _ in range(2)]
    for process in running:
        out, errors = await asyncio.to_thread(process.communicate, timeout=40)
        assert (process.returncode, errors) == (0, "")
        assert "the tables are up to date" in out


async def test_half_a_transaction_is_undone(database: AsyncEngine) -> None:
    with pytest.raises(ZeroDivisionError):
        async with transaction(database) as connection:
            await connection.execute(text("INSERT INTO idempotency_keys VALUES ('half', '')"))
            raise ZeroDivisionError
    async with transaction(database) as connection:
        left = await connection.scalar(
            text("SELECT count(*) FROM idempotency_keys WHERE key = 'half'")
        )
    assert left == 0
