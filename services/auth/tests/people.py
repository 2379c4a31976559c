"""People that tests register and log in."""

from __future__ import annotations

from typing import Any

from httpx import AsyncClient, Response

PASSWORD = "correct horse battery"
KIM = {"name": "김지윤", "email": "kim@example.com", "password": PASSWORD}
LOGIN = {"email": "kim@example.com", "password": PASSWORD}


async def register(client: AsyncClient, **changes: Any) -> Response:
    """Kim registers, with changes."""
    return await client.post("/api/auth/register", json=KIM | changes)


async def log_in(client: AsyncClient, **changes: Any) -> Response:
    """Kim logs in, with changes."""
    return await client.post("/api/auth/login", json=LOGIN | changes)


async def refresh(client: AsyncClient, token: str) -> Response:
    """A session is renewed by a token in the body."""
    return await client.post("/api/auth/refresh", json={"refresh_token": token})


def bearer(answer: Response) -> dict[str, str]:
    """The header that the access token of an answer goes into."""
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
