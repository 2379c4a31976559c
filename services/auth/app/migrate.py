"""Bring the database to this release's tables: ``python -m app.migrate``."""

import sys
from pathlib import Path

from app.settings import DatabaseSettings
from service_kit import migrations

SCRIPTS = Path(__file__).parent / "store" / "migrations"

if __name__ == "__main__":
    sys.exit(migrations.main(DatabaseSettings.load(), SCRIPTS))
