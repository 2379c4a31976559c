"""The application over PostgreSQL: while that is away, and what its logs hold."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.authentication import Authentication
from app.settings import Settings
from app.store.accounts import PostgresAccounts
from app.store.attempts import PostgresAttempts
from app.store.sessions import PostgresSessions
from service_kit.testing.client import connect
from service_kit.testing.postgres import Postgres
from tests.conftest import app_of
from tests.memory import PlainHasher
from tests.people import log_in, refresh, register


@pytest.fixture
def authentication(database: AsyncEngine) -> Authentication:
    return Authentication(
        PostgresAccounts(database),
        PostgresSessions(database),
        PostgresAttempts(database),
        PlainHasher(),
    )


async def test_an_outage_is_said_and_survived(
    postgres: Postgres, authentication: Authentication, settings: Settings
) -> None:
    async with connect(app_of(authentication, settings.signing_keys_dir)) as client:
        await register(client)
        token = (await log_in(client)).json()["refresh_token"]
        try:
            postgres.stop()
            for answer in (
                await register(client),
                await log_in(client),
                await refresh(client, token),
                await client.get("/readyz"),
            ):
                assert answer.status_code == 503
                assert answer.headers["content-type"] == "application/problem+json"
            for path in ("/healthz", "/.well-known/jwks.json"):
                assert (await client.get(path)).status_code == 200
        finally:
            postgres.start()
        # The session was not lost with the call that failed.
        assert (await refresh(client, token)).status_code == 200
        assert (await client.get("/readyz")).status_code == 200


async def test_passwords_and_tokens_stay_out_of_logs(
    authentication: Authentication, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with connect(app_of(authentication, settings.signing_keys_dir)) as client:
            await register(client)
            body = (await log_in(client)).json()
            await refresh(client, body["refresh_token"])
            await refresh(client, body["refresh_token"])
    assert "POST /api/auth/login 200" in caplog.text
    for secret in ("correct horse", body["refresh_token"], body["access_token"]):
        assert secret not in caplog.text
