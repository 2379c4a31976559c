"""Bring its database to its tables."""

import sys
from pathlib import Path

from app.main import Settings
from service_kit import migrations

SCRIPTS = Path(__file__).parent / "migrations"

if __name__ == "__main__":
    sys.exit(migrations.main(Settings.load(), SCRIPTS))
