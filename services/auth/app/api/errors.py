"""What errors are answered with, where that is more than a status."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse

from app.domain.accounts import EmailTakenError
from app.domain.attempts import TooManyAttemptsError
from app.domain.authentication import SessionOverError, WrongCredentialsError
from app.security.hashing import BusyError
from app.security.keys import SigningKeyError
from app.security.tokens import InvalidTokenError
from service_kit.problems import RETRY_AFTER, FieldError, problem

STATUSES = {
    WrongCredentialsError: HTTPStatus.UNAUTHORIZED,
    SessionOverError: HTTPStatus.UNAUTHORIZED,
    SigningKeyError: HTTPStatus.SERVICE_UNAVAILABLE,
}


async def _taken(_: Request, error: Exception) -> JSONResponse:
    fields = [FieldError(field="body.email", reason=str(error))]
    return problem(HTTPStatus.CONFLICT, "the account was not made", fields)


async def _too_many(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TooManyAttemptsError)  # noqa: S101 (registered for this type)
    headers = {"Retry-After": str(error.wait)}
    return problem(HTTPStatus.TOO_MANY_REQUESTS, str(error), headers=headers)


async def _invalid_token(_: Request, error: Exception) -> JSONResponse:
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return problem(HTTPStatus.UNAUTHORIZED, str(error), headers=headers)


async def _busy(_: Request, error: Exception) -> JSONResponse:
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers=RETRY_AFTER)


def install(app: FastAPI) -> None:
    """Make these errors problems, too."""
    app.add_exception_handler(EmailTakenError, _taken)
    app.add_exception_handler(TooManyAttemptsError, _too_many)
    app.add_exception_handler(InvalidTokenError, _invalid_token)
    app.add_exception_handler(BusyError, _busy)
