"""The service's program while a test runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from app.settings import Settings
from service_kit.testing.server import Server

SERVICE = Path(__file__).parents[1]


@asynccontextmanager
async def running(
    settings: Settings, variables: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """A server that is ready, and stopped afterwards as a pod is."""
    server = Server(SERVICE, settings, variables)
    try:
        await server.ready()
        yield server
    finally:
        await server.close()
