"""Registering over HTTP, and who is logged in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx import AsyncClient

from app.domain.attempts import ALLOWED
from app.security.keys import SigningKeyError, SigningKeys
from service_kit.errors import StoreUnavailableError
from service_kit.testing.client import logged
from tests.conftest import Memory
from tests.people import KIM, LOGIN, PASSWORD, bearer, log_in, register


async def test_a_person_registers_and_logs_in(client: AsyncClient) -> None:
    made = await register(client, email="Kim@Example.com")
    assert made.status_code == 201
    account = made.json()
    assert account.keys() == {"id", "name", "email", "created_at"}
    assert (account["name"], account["email"]) == ("김지윤", "kim@example.com")

    mine = await client.get("/api/auth/me", headers=bearer(await log_in(client)))
    assert (mine.status_code, mine.json()) == (200, account)
    assert mine.headers["cache-control"] == "no-store"


async def test_an_address_has_one_account(client: AsyncClient) -> None:
    await register(client)
    again = await register(client, name="Other", email="KIM@example.COM")
    assert again.status_code == 409
    assert again.headers["content-type"] == "application/problem+json"
    assert again.json()["errors"] == [
        {"field": "body.email", "reason": "an account with this e-mail address exists"}
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "body.name"),
        ({"name": " \u3000"}, "body.name"),
        ({"name": "a\r\nX-User-Id: 1"}, "body.name"),
        ({"name": "a\x00"}, "body.name"),
        ({"name": "a\u2028b"}, "body.name"),
        ({"name": "x" * 81}, "body.name"),
        ({"name": 7}, "body.name"),
        ({"email": "kim"}, "body.email"),
        ({"email": "kim@localhost"}, "body.email"),
        ({"email": "Kim <kim@example.com>"}, "body.email"),
        ({"email": f"{'k' * 64}@{'e' * 60}.{'e' * 60}.{'e' * 60}.example.com"}, "body.email"),
        ({"email": None}, "body.email"),
        ({"password": "short"}, "body.password"),
        ({"password": "x" * 11}, "body.password"),
        ({"password": "correct horse " * 10}, "body.password"),
        ({"password": "password1234"}, "body.password"),
        ({"password": "kim@example.com"}, "body.password"),
        ({"password": 123456789012}, "body.password"),
        ({"admin": True}, "body.admin"),
    ],
)
async def test_a_bad_registration_is_refused_with_the_field(
    client: AsyncClient, change: dict[str, object], field: str
) -> None:
    answer = await register(client, **change)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert (await log_in(client)).status_code == 401


@pytest.mark.parametrize("part", ["name", "email", "password"])
async def test_text_that_is_no_unicode_is_refused(client: AsyncClient, part: str) -> None:
    body = '{"name": "Kim", "email": "kim@example.com", "password": "correct horse battery"}'
    broken = body.replace(f'"{part}": "', f'"{part}": "\\ud800')
    answer = await client.post(
        "/api/auth/register", content=broken, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert f"body.{part}" in {error["field"] for error in answer.json()["errors"]}


async def test_a_refused_password_is_not_repeated(client: AsyncClient) -> None:
    with logged() as lines:
        for answer in (
            await register(client, password="password1234"),
            await log_in(client, password="password1234"),
            await client.post("/api/auth/register", content="password1234"),
        ):
            assert answer.status_code in {401, 422}
            assert "password1234" not in answer.text
    assert lines.read()
    assert "password1234" not in lines.stream.getvalue()


async def test_the_password_counts_as_typed_on_any_keyboard(client: AsyncClient) -> None:
    await register(client, password="crème brûlée forever")
    decomposed = "cre\u0300me bru\u0302le\u0301e forever"
    assert (await log_in(client, password=decomposed)).status_code == 200
    assert (await log_in(client, password="creme brulee forever")).status_code == 401


async def test_the_same_key_makes_one_account(client: AsyncClient) -> None:
    key = {"Idempotency-Key": "once"}
    first = await client.post("/api/auth/register", json=KIM, headers=key)
    again = await client.post("/api/auth/register", json=KIM, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    for change in ({"name": "Other"}, {"password": "another good password"}):
        other = await client.post("/api/auth/register", json=KIM | change, headers=key)
        assert other.status_code == 422
        assert "Idempotency-Key" in other.json()["detail"]


async def test_a_key_is_no_way_to_try_passwords(client: AsyncClient) -> None:
    key = {"Idempotency-Key": "once"}
    await client.post("/api/auth/register", json=KIM, headers=key)
    for number in range(ALLOWED):
        body = KIM | {"password": f"another good password {number}"}
        answer = await client.post("/api/auth/register", json=body, headers=key)
        assert answer.status_code == 422
    for answer in (
        await client.post("/api/auth/register", json=KIM, headers=key),
        await log_in(client),
    ):
        assert answer.status_code == 429


@pytest.mark.parametrize("key", ["", "with space", "k" * 256])
async def test_a_bad_key_is_refused(client: AsyncClient, key: str) -> None:
    headers = {"Idempotency-Key": key}
    answer = await client.post("/api/auth/register", json=KIM, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "header.Idempotency-Key"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic a2ltOmtpbQ==", "Bearer a.b.c"]
)
async def test_without_a_good_token_nobody_is_told(client: AsyncClient, header: str) -> None:
    answer = await client.get("/api/auth/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_token_of_an_account_that_is_gone_is_refused(
    client: AsyncClient, memory: Memory
) -> None:
    await register(client)
    headers = bearer(await log_in(client))
    memory.accounts.remove_all()
    assert (await client.get("/api/auth/me", headers=headers)).status_code == 401


async def test_a_lost_store_is_said_and_passes(client: AsyncClient, memory: Memory) -> None:
    memory.accounts.failure = StoreUnavailableError("gone")
    for answer in (await register(client), await log_in(client), await client.get("/readyz")):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await client.get("/healthz")).status_code == 200
    assert (await client.get("/.well-known/jwks.json")).status_code == 200
    memory.accounts.failure = None
    assert (await register(client)).status_code == 201


async def test_the_keys_are_published(client: AsyncClient, keys_folder: Path) -> None:
    answer = await client.get("/.well-known/jwks.json")
    assert answer.json() == SigningKeys(keys_folder).ring().published()
    assert answer.headers["cache-control"] == "public, max-age=300"


async def test_without_a_key_that_signs_a_login_is_put_off(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_yet(_: object, now: datetime) -> object:
        raise SigningKeyError(f"no key signs yet at {now.astimezone(UTC)}")

    await register(client)
    monkeypatch.setattr("app.security.keys.KeyRing.signing", none_yet)
    assert (await client.post("/api/auth/login", json=LOGIN)).status_code == 503
    assert PASSWORD not in (await client.get("/metrics")).text
