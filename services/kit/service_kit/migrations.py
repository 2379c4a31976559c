"""Bring a service's database to its release's tables.

Several may run at once; they wait for one another.
"""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from service_kit import logs
from service_kit.database import engine, unavailable
from service_kit.errors import StoreUnavailableError
from service_kit.settings import ServiceSettings

TIMEOUT = 300.0  # seconds for one statement, or for another one's migration to end
LOCK = 0x626C6F67  # any number: each service has a database of its own, and locks with it

log = logging.getLogger(__name__)


def main(settings: ServiceSettings, scripts: Path) -> int:
    """Migrate as an init step does; the program's exit status."""
    logs.configure(settings.log_level)
    return asyncio.run(run(settings, scripts))


async def run(
    settings: ServiceSettings, scripts: Path, patience: float = 60.0, pause: float = 1.0
) -> int:
    """Migrate as soon as the database answers; 1 if it does not within ``patience`` seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            await migrate(settings, scripts)
        except StoreUnavailableError as error:
            if time.monotonic() >= deadline:
                log.error("the database does not answer: %s", error)
                return 1
            log.info("waiting for the database: %s", error)
            await asyncio.sleep(pause)
        else:
            log.info("the tables are up to date")
            return 0


async def migrate(settings: ServiceSettings, scripts: Path, revision: str = "head") -> None:
    """Run what is missing of ``scripts`` (a folder of Alembic's), in one transaction.

    Raises:
        StoreUnavailableError: the database does not answer.
    """
    database = engine(settings.model_copy(update={"database_timeout": TIMEOUT}))
    try:
        with unavailable():
            async with database.begin() as connection:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": LOCK})
                await connection.run_sync(upgrade, scripts, revision)
    finally:
        await database.dispose()


def upgrade(connection: Connection, scripts: Path, revision: str) -> None:
    """Run what leads up to ``revision``."""
    command.upgrade(configuration(connection, scripts), revision)


def configuration(connection: Connection, scripts: Path) -> Config:
    """Alembic's configuration for an open connection."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    return config
