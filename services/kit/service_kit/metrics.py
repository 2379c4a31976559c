"""Counters and times of requests for Prometheus."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import choose_encoder

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The metrics of one application; the label ``route`` is a pattern, never a path."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._requests = Counter(
            "http_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time from the request's head to the answer's end.",
            ("method", "route"),
            registry=self.registry,
            buckets=BUCKETS,
        )

    def observe(
        self, method: str, route: str, status: int, seconds: float, trace_id: str | None = None
    ) -> None:
        """Count one answered request; its trace is the exemplar of its time."""
        self._requests.labels(method, route, str(status)).inc()
        exemplar = {"trace_id": trace_id} if trace_id else None
        self._seconds.labels(method, route).observe(seconds, exemplar)

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """All metrics and their media type.

        Args:
            accept: the request's header; exemplars are only in OpenMetrics, which it may name.
        """
        encoder, media_type = choose_encoder(accept)
        return encoder(self.registry), media_type
