"""The program as the container runs it: a process, a socket, signals, keys that change."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from joserfc import jws
from sqlalchemy import text

from app.security.keys import LOOK_AGAIN, NAME
from app.settings import DatabaseSettings, Settings
from service_kit.database import engine
from service_kit.testing.collector import collecting
from service_kit.testing.server import Server, environment, run_module
from tests.keys import write_key
from tests.people import bearer, log_in, register
from tests.running import SERVICE, running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of signing keys for one server."""
    write_key(tmp_path)
    return tmp_path


@pytest.fixture
async def server(database: None, settings: Settings, folder: Path) -> AsyncIterator[Server]:
    async with running(settings.model_copy(update={"signing_keys_dir": folder})) as started:
        yield started


def key_of(token: str) -> str:
    """The id of the key that signed an access token."""
    key_id: str = jws.extract_compact(token.encode()).headers()["kid"]
    return key_id


async def test_keys_rotate_without_a_restart(server: Server, folder: Path) -> None:
    client = server.client
    assert (await register(client)).status_code == 201
    old = await log_in(client)
    write_key(folder, datetime.now(UTC).strftime(f"{NAME}.pem"))
    for _ in range(100):
        new = await log_in(client)
        if key_of(new.json()["access_token"]) != key_of(old.json()["access_token"]):
            break
        await asyncio.sleep(LOOK_AGAIN / 10)
    published = (await client.get("/.well-known/jwks.json")).json()["keys"]
    signed_by = {key_of(answer.json()["access_token"]) for answer in (old, new)}
    assert {key["kid"] for key in published} == signed_by
    assert len(signed_by) == 2
    for answer in (old, new):
        assert (await client.get("/api/auth/me", headers=bearer(answer))).status_code == 200


async def test_a_running_request_ends_before_the_server_does(
    server: Server, owner: DatabaseSettings
) -> None:
    await register(server.client)
    lock = engine(owner)
    async with lock.begin() as connection:
        await connection.execute(text("LOCK TABLE accounts"))
        request = asyncio.create_task(log_in(server.client))
        await asyncio.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.5)
        assert not request.done()
    answer = await request
    await lock.dispose()
    assert answer.status_code == 200

    out, errors = await asyncio.to_thread(server.process.communicate, timeout=20)
    assert (server.process.returncode, errors) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert "POST /api/auth/login 200" in [line["message"] for line in lines]


async def test_a_login_is_traced_down_to_its_statements(
    database: None, settings: Settings, folder: Path
) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    with collecting() as collector:
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint}
        traced = settings.model_copy(update={"signing_keys_dir": folder})
        async with running(traced, variables) as server:
            server.client.headers["traceparent"] = f"00-{trace_id}-00f067aa0ba902b7-01"
            await register(server.client)
            await log_in(server.client)
    names = [span.name for span in collector.trace(trace_id)]
    assert "POST /api/auth/login" in names
    assert any(name.startswith("INSERT") for name in names[names.index("POST /api/auth/login") :])


async def test_the_migrations_run_as_a_program(owner: DatabaseSettings) -> None:
    process = run_module(SERVICE, "app.migrate", environment(owner))
    out, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert json.loads(out.splitlines()[-1])["message"] == "the tables are up to date"


async def test_keys_that_could_not_sign_stop_the_program_at_once(
    settings: Settings, folder: Path
) -> None:
    for key in folder.iterdir():
        key.write_bytes(b"secret nonsense")
    variables = environment(settings) | {"AUTH_SIGNING_KEYS_DIR": str(folder)}
    process = run_module(SERVICE, "app", variables)
    _, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 2
    assert errors.startswith("setting AUTH_SIGNING_KEYS_DIR: ")
    assert "secret nonsense" not in errors
    assert "Traceback" not in errors
