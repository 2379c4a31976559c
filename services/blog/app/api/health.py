"""What the platform asks: alive, ready, measured."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.api.posts import Store
from app.telemetry.metrics import CONTENT_TYPE, Metrics

router = APIRouter(include_in_schema=False)


def metrics_of(request: Request) -> Metrics:
    """The metrics that the application was made with."""
    metrics: Metrics = request.app.state.metrics
    return metrics


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers; says nothing of the database, whose loss no restart would cure."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(store: Store) -> dict[str, str]:
    """Requests can be served: the database answers and has the tables."""
    await store.ping()
    return {"status": "ok"}


@router.get("/metrics")
async def metrics(known: Annotated[Metrics, Depends(metrics_of)]) -> Response:
    """Metrics for Prometheus."""
    return Response(known.text(), media_type=CONTENT_TYPE)
