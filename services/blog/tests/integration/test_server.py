"""The program as the container runs it: a process, a socket, signals."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient, ConnectError
from sqlalchemy import text

from app.settings import Settings
from app.store.database import engine

SERVICE = Path(__file__).parents[2]
DRAFT = {"title": "Through a socket", "body": "text", "author": "Kim"}


class Server:
    """``python -m app`` on a free port."""

    def __init__(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process = run_module("app", environment(settings, self.port))
        self.client = AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=20)

    async def ready(self) -> None:
        for _ in range(200):
            try:
                if (await self.client.get("/readyz")).status_code == 200:
                    return
            except ConnectError:
                pass
            await asyncio.sleep(0.1)
        self.process.kill()
        raise RuntimeError(f"the server did not start: {self.process.communicate()}")


def environment(settings: Settings, port: int = 8080) -> dict[str, str]:
    return {
        "BLOG_DATABASE_HOST": settings.database_host,
        "BLOG_DATABASE_PORT": str(settings.database_port),
        "BLOG_DATABASE_USER": settings.database_user,
        "BLOG_DATABASE_PASSWORD": settings.password(),
        "BLOG_DATABASE_TLS": "off",
        "BLOG_LISTEN_ADDRESS": "127.0.0.1",
        "BLOG_LISTEN_PORT": str(port),
    }


def run_module(name: str, variables: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", name],
        cwd=SERVICE,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
async def server(tables: None, settings: Settings) -> AsyncIterator[Server]:
    started = Server(settings)
    await started.ready()
    yield started
    await started.client.aclose()
    started.process.kill()
    started.process.wait()


async def test_a_running_request_ends_before_the_server_does(
    server: Server, owner: Settings
) -> None:
    place = (await server.client.post("/api/posts", json=DRAFT)).headers["location"]
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
    process = run_module("app.migrate", environment(owner))
    out, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert json.loads(out.splitlines()[-1])["message"] == "the tables are up to date"


@pytest.mark.parametrize("name", ["app", "app.migrate"])
async def test_bad_settings_stop_the_program_at_once(settings: Settings, name: str) -> None:
    variables = environment(settings) | {"BLOG_DATABASE_PASSWORD": "short"}
    process = run_module(name, variables)
    _, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 2
    assert "setting BLOG: " in errors
    assert "under 12 characters" in errors
    assert '"short"' not in errors
    assert "Traceback" not in errors
