"""Errors as problem details, https://www.rfc-editor.org/rfc/rfc9457."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from itertools import chain
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from service_kit.errors import KeyReusedError, StoreUnavailableError
from service_kit.methods import allowed

MEDIA_TYPE = "application/problem+json"
REFERENCE = "#/components/schemas/{model}"
RETRY_AFTER = {"Retry-After": "1"}

log = logging.getLogger(__name__)


class FieldError(BaseModel):
    """What is wrong with one field of the request."""

    field: str
    reason: str


class Problem(BaseModel):
    """Body of every error."""

    title: str
    status: int
    detail: str | None = None
    errors: list[FieldError] | None = None


# The only bad request that FastAPI calls 400 is a body that it cannot read.
UNREADABLE = FieldError(field="body", reason="is no JSON in UTF-8")


def responses(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Errors of an operation, for its OpenAPI description."""
    content = {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    return {status.value: {"description": title(status), "content": content} for status in statuses}


def title(status: HTTPStatus) -> str:
    """A status in words, the same in every release of Python."""
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return "Unprocessable Content"
    return status.phrase


def problem(
    status: HTTPStatus,
    detail: str | None = None,
    errors: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Answer with an error."""
    body = Problem(title=title(status), status=status.value, detail=detail, errors=errors)
    return JSONResponse(
        body.model_dump(exclude_none=True), status.value, dict(headers or {}), MEDIA_TYPE
    )


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for this type)
    status = HTTPStatus(error.status_code)
    detail = error.detail if error.detail != status.phrase else None
    errors = [UNREADABLE] if status == HTTPStatus.BAD_REQUEST else None
    headers = dict(error.headers or {})
    # The router names the methods of one route only, and each operation is a route.
    if status == HTTPStatus.METHOD_NOT_ALLOWED and (
        known := allowed(request.app, request.url.path)
    ):
        headers["Allow"] = known
    return problem(status, detail, errors, headers)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for this type)
    errors = [
        FieldError(field=".".join(map(str, part["loc"])), reason=part["msg"])
        for part in error.errors()
    ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is not valid", errors)


async def _known(_: Request, error: Exception, status: HTTPStatus) -> JSONResponse:
    return problem(status, str(error))


async def _unavailable(_: Request, error: Exception) -> JSONResponse:
    log.error("the store does not answer: %s", error)
    detail = "the store does not answer now; try again"
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=RETRY_AFTER)


def install(app: FastAPI, errors: Mapping[type[Exception], HTTPStatus]) -> None:
    """Make every error of the application a problem.

    Args:
        app: the application.
        errors: the service's own errors, and the status that each is answered with; its text
            becomes the detail.
    """
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StoreUnavailableError, _unavailable)
    everywhere = {KeyReusedError: HTTPStatus.UNPROCESSABLE_ENTITY}
    for error, status in chain(everywhere.items(), errors.items()):
        app.add_exception_handler(error, partial(_known, status=status))
    app.openapi = partial(_contract, app.openapi)  # type: ignore[method-assign]


def _contract(generate: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    # FastAPI describes models of errors as application/json only.
    contract = generate()
    schema = Problem.model_json_schema(ref_template=REFERENCE)
    contract["components"]["schemas"] |= schema.pop("$defs") | {"Problem": schema}
    return contract
