"""What the platform asks: alive, ready, measured."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from service_kit.metrics import Metrics


def router(ready: Callable[[], Awaitable[None]], metrics: Metrics) -> APIRouter:
    """Routes for probes and Prometheus.

    Args:
        ready: returns if requests can be served, and raises if not.
        metrics: what ``/metrics`` answers.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process answers; says nothing of the database, whose loss no restart would cure."""
        return {"status": "ok"}

    @routes.get("/readyz")
    async def readyz() -> dict[str, str]:
        """Requests can be served: the database answers and has the tables."""
        await ready()
        return {"status": "ok"}

    @routes.get("/metrics")
    async def measured(request: Request) -> Response:
        """Metrics for Prometheus."""
        text, media_type = metrics.exposition(request.headers.get("accept", ""))
        return Response(text, headers={"content-type": media_type})

    return routes
