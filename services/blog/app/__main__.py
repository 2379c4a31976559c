"""Serve the blog: ``python -m app``; SIGTERM lets running requests end."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from app.settings import Settings
from app.telemetry import logs


def main() -> None:
    """Check the settings, then serve until a signal comes."""
    settings = Settings.load()
    Granian(
        "app.main:create",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.listen_address,
        port=settings.listen_port,
        workers_kill_timeout=settings.stop_timeout,
        websockets=False,
        log_level=LogLevels(settings.log_level),
        log_dictconfig=logs.config(settings.log_level),
    ).serve()


if __name__ == "__main__":
    main()
