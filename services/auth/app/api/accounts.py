"""``/api/auth/register`` and ``/api/auth/me``."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.api.parts import Needs
from app.api.schemas import AccountOut, RegistrationIn
from app.security.tokens import InvalidTokenError
from service_kit.problems import responses

router = APIRouter(
    prefix="/api/auth",
    tags=["accounts"],
    responses=responses(HTTPStatus.SERVICE_UNAVAILABLE),
)
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="The same key with the same body again, within 24 hours, makes no account.",
    ),
]
# Its own answer to a missing token would be no problem document.
bearer = HTTPBearer(auto_error=False, bearerFormat="JWT")


@router.post(
    "/register",
    status_code=HTTPStatus.CREATED,
    responses=responses(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.CONFLICT,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.TOO_MANY_REQUESTS,
    ),
)
async def register(
    body: RegistrationIn, response: Response, parts: Needs, key: Key = None
) -> AccountOut:
    """Make an account; then log in."""
    password = body.password.get_secret_value()
    made = await parts.authentication.register(body.name, body.email, password, key)
    if made.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return AccountOut.model_validate(made.credentials.account)


@router.get("/me", responses=responses(HTTPStatus.UNAUTHORIZED))
async def me(
    response: Response,
    parts: Needs,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> AccountOut:
    """Tell whose access token this is."""
    if credentials is None:
        raise InvalidTokenError
    account_id = parts.tokens.verify(credentials.credentials)
    account = await parts.authentication.accounts.get(account_id)
    if account is None:
        raise InvalidTokenError
    response.headers["Cache-Control"] = "no-store"
    return AccountOut.model_validate(account)
