"""The cookie of browsers: sent back only to this service, and never shown to scripts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import Response

NAME = "refresh_token"
ATTRIBUTES: dict[str, Any] = {
    "path": "/api/auth",
    "httponly": True,
    "secure": True,
    "samesite": "strict",
}


def put(response: Response, token: str, expires_at: datetime) -> None:
    """Let the browser keep a refresh token until ``expires_at`` (UTC)."""
    seconds = int((expires_at - datetime.now(UTC)).total_seconds())
    response.set_cookie(NAME, token, max_age=seconds, **ATTRIBUTES)


def clear(response: Response) -> None:
    """Let the browser forget it."""
    response.delete_cookie(NAME, **ATTRIBUTES)
