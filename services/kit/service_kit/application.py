"""A service's application, put together from its routes and what every service has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from service_kit import health, problems
from service_kit.metrics import Metrics
from service_kit.middleware import Telemetry
from service_kit.tracing import Tracing

Step = Callable[[], Awaitable[None]]


def application(
    *,
    title: str,
    version: str,
    description: str,
    routers: Sequence[APIRouter],
    errors: Mapping[type[Exception], HTTPStatus],
    ready: Step,
    metrics: Metrics | None = None,
    tracing: Tracing | None = None,
    middleware: Sequence[Middleware] = (),
    closing: Sequence[Step] = (),
) -> FastAPI:
    """An application with health, metrics, logs and problems.

    Args:
        title: of the OpenAPI description, as ``version`` and ``description`` are.
        routers: the service's own routes.
        errors: statuses of its own errors.
        ready: returns if requests can be served, and raises if not.
        metrics: where requests are counted; its own by default.
        tracing: where spans of requests are made; nowhere by default.
        middleware: the service's own, which sees a request after logs and metrics.
        closing: awaited in this order when the server stops.
    """
    metrics = metrics or Metrics()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        for close in closing:
            await close()

    app = FastAPI(
        title=title,
        version=version,
        description=description,
        docs_url=None,
        redoc_url=None,
        # A slash too many is a wrong address; a redirect would lose the mesh's host name.
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[Middleware(Telemetry, metrics=metrics, tracing=tracing), *middleware],
    )
    for router in (health.router(ready, metrics), *routers):
        app.include_router(router)
    problems.install(app, errors)
    return app
