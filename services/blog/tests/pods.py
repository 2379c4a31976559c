"""Pods of the blog in this process, each with its own connections."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from httpx import AsyncClient

from app.main import assemble
from app.settings import Settings
from service_kit.metrics import Metrics
from service_kit.testing.client import connect
from tests.people import KIM, headers

SERVICE = Path(__file__).parents[1]
DRAFT = {"title": "A title", "body": "Some text"}


async def pod(settings: Settings, opened: AsyncExitStack) -> AsyncClient:
    """A client of a pod of its own."""
    app = assemble(settings, Metrics())
    await opened.enter_async_context(app.router.lifespan_context(app))
    return await opened.enter_async_context(connect(app, **headers(KIM)))


async def write(client: AsyncClient, **changes: str) -> str:
    return (await client.post("/api/posts", json=DRAFT | changes)).headers["location"]


async def reads(client: AsyncClient, result: str) -> int:
    lines = (await client.get("/metrics")).text.splitlines()
    name = f'blog_cache_reads_total{{result="{result}"}} '
    [value] = [line.removeprefix(name) for line in lines if line.startswith(name)]
    return int(float(value))
