"""Runs a service's application in a server; SIGTERM lets running requests end."""

from __future__ import annotations

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from service_kit import logs
from service_kit.settings import ProgramSettings


def serve(target: str, settings: ProgramSettings) -> None:
    """Serve until a signal comes.

    Args:
        target: ``module:function`` that makes the application, called once in each worker.
        settings: address, port, log level and how long a stop may take.
    """
    Granian(
        target,
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.listen_address,
        port=settings.listen_port,
        workers_kill_timeout=settings.stop_timeout,
        websockets=False,
        log_level=LogLevels(settings.log_level),
        log_dictconfig=logs.config(settings.log_level),
    ).serve()
