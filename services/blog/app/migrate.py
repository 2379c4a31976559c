"""Bring the database to this release's tables: ``python -m app.migrate``.

Several may run at once; they wait for one another.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from app.domain.posts import StoreUnavailableError
from app.settings import Settings
from app.store.database import engine, unavailable
from app.telemetry import logs

SCRIPTS = Path(__file__).parent / "store" / "migrations"
TIMEOUT = 300.0  # seconds for one statement, or for another one's migration to end
LOCK = 0x626C6F67  # any number that only this service uses in its database

log = logging.getLogger(__name__)


async def migrate(settings: Settings, revision: str = "head") -> None:
    """Run what is missing, in one transaction.

    Raises:
        StoreUnavailableError: the database does not answer.
    """
    database = engine(settings.model_copy(update={"database_timeout": TIMEOUT}))
    try:
        with unavailable():
            async with database.begin() as connection:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": LOCK})
                await connection.run_sync(_upgrade, revision)
    finally:
        await database.dispose()


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def run(settings: Settings, patience: float = 60.0, pause: float = 1.0) -> int:
    """Migrate as soon as the database answers; 1 if it does not within ``patience`` seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            await migrate(settings)
        except StoreUnavailableError as error:
            if time.monotonic() >= deadline:
                log.error("the database does not answer: %s", error)
                return 1
            log.info("waiting for the database: %s", error)
            await asyncio.sleep(pause)
        else:
            log.info("the tables are up to date")
            return 0


if __name__ == "__main__":
    loaded = Settings.load()
    logs.configure(loaded.log_level)
    sys.exit(asyncio.run(run(loaded)))
