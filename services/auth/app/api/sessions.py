"""``/api/auth/login``, ``/api/auth/refresh`` and ``/api/auth/logout``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Cookie, Response

from app.api import cookie
from app.api.parts import Needs, Parts
from app.api.schemas import LoginIn, RefreshTokenIn, TokensOut, UserOut
from app.domain.authentication import Login
from app.domain.sessions import RefreshToken
from app.security.tokens import LIFETIME
from service_kit.problems import responses

router = APIRouter(
    prefix="/api/auth",
    tags=["sessions"],
    responses=responses(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
)
refused = responses(HTTPStatus.UNAUTHORIZED)
Kept = Annotated[str | None, Cookie(alias=cookie.NAME)]


@router.post(
    "/login",
    responses=refused | responses(HTTPStatus.TOO_MANY_REQUESTS),
    response_model_exclude_none=True,
)
async def login(body: LoginIn, response: Response, parts: Needs) -> TokensOut:
    """Start a session of up to 30 days."""
    password = body.password.get_secret_value()
    started = await parts.authentication.log_in(body.email, password)
    return _answer(response, parts, started, in_cookie=body.delivery == "cookie")


@router.post("/refresh", responses=refused, response_model_exclude_none=True)
async def refresh(
    response: Response, parts: Needs, body: RefreshTokenIn | None = None, kept: Kept = None
) -> TokensOut:
    """Renew a session; the refresh token is good once, and its second use ends the session.

    The new one goes back the way the old one came.
    """
    given = body.refresh_token if body else None
    renewed = await parts.authentication.refresh(_token(given, kept))
    return _answer(response, parts, renewed, in_cookie=given is None)


@router.post("/logout", status_code=HTTPStatus.NO_CONTENT)
async def logout(
    response: Response, parts: Needs, body: RefreshTokenIn | None = None, kept: Kept = None
) -> None:
    """End the session of the refresh token; access tokens are good until they end."""
    given = body.refresh_token if body else None
    await parts.authentication.log_out(_token(given, kept))
    cookie.clear(response)


def _token(given: str | None, kept: str | None) -> RefreshToken | None:
    text = given or kept
    return RefreshToken.parse(text) if text else None


def _answer(response: Response, parts: Parts, login: Login, in_cookie: bool) -> TokensOut:
    response.headers["Cache-Control"] = "no-store"
    refresh_token, session = login.refresh_token.encode(), login.session
    if in_cookie:
        cookie.put(response, refresh_token, session.expires_at)
    return TokensOut(
        access_token=parts.tokens.issue(session.account),
        expires_in=int(LIFETIME.total_seconds()),
        refresh_token=None if in_cookie else refresh_token,
        user=UserOut.model_validate(session.account),
    )
