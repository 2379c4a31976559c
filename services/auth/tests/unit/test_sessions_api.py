"""Logging in, staying logged in and logging out over HTTP."""

from __future__ import annotations

from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from app.domain.attempts import ALLOWED
from app.security.hashing import BusyError
from app.security.keys import SigningKeys
from app.security.tokens import AccessTokens
from tests.conftest import Memory
from tests.people import bearer, log_in, refresh, register


@pytest.fixture(autouse=True)
async def kim(client: AsyncClient) -> None:
    assert (await register(client)).status_code == 201


def cookie(answer: Response) -> dict[str, str]:
    """Name, value and attributes of the cookie that an answer sets."""
    [(name, morsel)] = SimpleCookie(answer.headers["set-cookie"]).items()
    set_ones = {key: str(value) for key, value in morsel.items() if value}
    return {"name": name, "value": morsel.value} | set_ones


async def test_an_api_client_gets_its_tokens_in_the_body(client: AsyncClient) -> None:
    answer = await log_in(client)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
    assert body["user"].keys() == {"id", "name", "email"}

    renewed = await refresh(client, body["refresh_token"])
    assert renewed.status_code == 200
    assert "set-cookie" not in renewed.headers
    assert renewed.json()["user"] == body["user"]
    assert renewed.json()["refresh_token"] != body["refresh_token"]
    assert (await client.get("/api/auth/me", headers=bearer(renewed))).status_code == 200


async def test_a_browser_gets_the_refresh_token_in_a_cookie_only(client: AsyncClient) -> None:
    answer = await log_in(client, delivery="cookie")
    first = cookie(answer)
    assert int(first.pop("max-age")) == pytest.approx(30 * 24 * 3600, abs=60)
    assert first == {
        "name": "refresh_token",
        "value": first["value"],
        "path": "/api/auth",
        "httponly": "True",
        "secure": "True",
        "samesite": "strict",
    }
    assert "refresh_token" not in answer.json()

    headers = {"Cookie": f"refresh_token={first['value']}"}
    for body in ("", "{}"):
        renewed = await client.post(
            "/api/auth/refresh",
            content=body,
            headers=headers | {"Content-Type": "application/json"},
        )
        assert renewed.status_code == 200
        assert "refresh_token" not in renewed.json()
        headers = {"Cookie": f"refresh_token={cookie(renewed)['value']}"}

    left = await client.post("/api/auth/logout", headers=headers)
    assert (left.status_code, left.content) == (204, b"")
    assert (cookie(left)["value"], cookie(left)["max-age"]) == ("", "0")
    assert (await client.post("/api/auth/refresh", headers=headers)).status_code == 401


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"email": "nobody@example.com"}])
async def test_a_wrong_login_does_not_say_what_is_wrong(
    client: AsyncClient, memory: Memory, change: dict[str, str]
) -> None:
    answer = await log_in(client, **change)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "the e-mail address or the password is wrong"
    assert memory.hasher.checks == 1


async def test_an_old_refresh_token_ends_the_session(client: AsyncClient) -> None:
    first = (await log_in(client)).json()["refresh_token"]
    other = (await log_in(client)).json()["refresh_token"]
    second = (await refresh(client, first)).json()["refresh_token"]
    reused = await refresh(client, first)
    assert (reused.status_code, reused.json()["detail"]) == (
        401,
        "the session is over; log in again",
    )
    assert (await refresh(client, second)).status_code == 401
    assert (await refresh(client, other)).status_code == 200


async def test_logging_out_ends_this_session_only(client: AsyncClient) -> None:
    first = (await log_in(client)).json()["refresh_token"]
    other = (await log_in(client)).json()["refresh_token"]
    for _ in range(2):
        left = await client.post("/api/auth/logout", json={"refresh_token": first})
        assert left.status_code == 204
    assert (await refresh(client, first)).status_code == 401
    assert (await refresh(client, other)).status_code == 200


@pytest.mark.parametrize("kept", ["", "nonsense", "A" * 64, "A" * 5000])
async def test_a_cookie_that_is_no_token_is_no_session(client: AsyncClient, kept: str) -> None:
    headers = {"Cookie": f"refresh_token={kept}"}
    assert (await client.post("/api/auth/refresh", headers=headers)).status_code == 401
    assert (await client.post("/api/auth/logout", headers=headers)).status_code == 204


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("refresh", {"refresh_token": "short"}, "body.refresh_token"),
        ("refresh", {"refresh_token": "=" * 64}, "body.refresh_token"),
        ("refresh", {"token": "A" * 64}, "body.token"),
        ("logout", {"refresh_token": 7}, "body.refresh_token"),
        ("logout", [], "body"),
        ("login", {"email": "kim@example.com"}, "body.password"),
        ("login", {"email": "kim@example.com", "password": "x" * 129}, "body.password"),
        (
            "login",
            {"email": "kim@example.com", "password": "x", "delivery": "post"},
            "body.delivery",
        ),
    ],
)
async def test_a_bad_body_is_refused_with_the_field(
    client: AsyncClient, path: str, body: object, field: str
) -> None:
    answer = await client.post(f"/api/auth/{path}", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("email", ["kim@example.com", "nobody@example.com"])
async def test_passwords_cannot_be_tried_for_long(client: AsyncClient, email: str) -> None:
    for _ in range(ALLOWED):
        assert (await log_in(client, email=email, password="wrong")).status_code == 401
    for address in (email, email.upper()):
        answer = await log_in(client, email=address)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "900"
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await log_in(client, email="other@example.com")).status_code == 401


async def test_a_good_login_counts_from_zero_again(client: AsyncClient) -> None:
    for password in ("wrong", "correct horse battery") * ALLOWED:
        answer = await log_in(client, password=password)
        assert answer.status_code == (401 if password == "wrong" else 200)


async def test_too_many_at_once_are_told_to_come_back(
    client: AsyncClient, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> bool:
        raise BusyError("too many passwords wait to be hashed")

    monkeypatch.setattr(memory.hasher, "matches", busy)
    answer = await log_in(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_the_access_token_names_the_account(client: AsyncClient, keys_folder: Path) -> None:
    body = (await log_in(client)).json()
    tokens = AccessTokens(SigningKeys(keys_folder), "https://issuer.example", "tests")
    assert str(tokens.verify(body["access_token"])) == body["user"]["id"]
