"""The program as the container runs it: a process, a socket, signals."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from app.settings import Settings
from service_kit.database import engine
from service_kit.testing.server import Server, environment, run_module
from tests.people import KIM, headers
from tests.pods import DRAFT, SERVICE


@pytest.fixture
async def server(tables: None, settings: Settings) -> AsyncIterator[Server]:
    started = Server(SERVICE, settings)
    await started.ready()
    yield started
    await started.close()


async def test_a_running_request_ends_before_the_server_does(
    server: Server, owner: Settings
) -> None:
    place = (await server.client.post("/api/posts", json=DRAFT, headers=headers(KIM))).headers[
        "location"
    ]
    lock = engine(owner)
    async with lock.begin() as connection:
        await connection.execute(text("LOCK TABLE posts"))
        request = asyncio.create_task(server.client.get(place))
        await asyncio.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.5)
        assert not request.done()
    answer = await request
    await lock.dispose()
    assert (answer.status_code, answer.json()["title"]) == (200, DRAFT["title"])

    out, errors = await asyncio.to_thread(server.process.communicate, timeout=20)
    assert (server.process.returncode, errors) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert f"GET {place} 200" in [line["message"] for line in lines]


async def test_the_migrations_run_as_a_program(owner: Settings) -> None:
    process = run_module(SERVICE, "app.migrate", environment(owner))
    out, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert json.loads(out.splitlines()[-1])["message"] == "the tables are up to date"


@pytest.mark.parametrize("name", ["app", "app.migrate"])
async def test_bad_settings_stop_the_program_at_once(settings: Settings, name: str) -> None:
    variables = environment(settings) | {"BLOG_DATABASE_PASSWORD": "short"}
    process = run_module(SERVICE, name, variables)
    _, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 2
    assert "setting BLOG: " in errors
    assert "under 12 characters" in errors
    assert '"short"' not in errors
    assert "Traceback" not in errors
