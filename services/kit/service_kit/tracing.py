"""Spans of a service, sent by OTLP over HTTP where ``OTEL_EXPORTER_OTLP_ENDPOINT`` says so.

Contexts travel as https://www.w3.org/TR/trace-context/ says; spans are named as OpenTelemetry's
semantic conventions for HTTP and databases want.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from sqlalchemy.ext.asyncio import AsyncEngine

from service_kit.settings import ProgramSettings
from service_kit.statements import trace_statements

PATH = "/v1/traces"
TIMEOUT = 5.0  # seconds to send spans, also when the service stops

_context = TraceContextTextMapPropagator()


class Tracing:
    """Makes the spans of one process; without an endpoint it makes none.

    Args:
        service: name of the service.
        settings: hold the endpoint.
    """

    def __init__(self, service: str, settings: ProgramSettings) -> None:
        self._provider: TracerProvider | None = None
        if settings.otlp_endpoint:
            self._provider = TracerProvider(resource=Resource.create({"service.name": service}))
            exporter = OTLPSpanExporter(
                f"{str(settings.otlp_endpoint).rstrip('/')}{PATH}", timeout=TIMEOUT
            )
            self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = (self._provider or trace.NoOpTracerProvider()).get_tracer("service_kit")

    @property
    def on(self) -> bool:
        """Whether spans are made."""
        return self._provider is not None

    def database(self, engine: AsyncEngine) -> AsyncEngine:
        """The same engine, with a span for each statement; values are no part of it."""
        if self._provider:
            trace_statements(engine, self._tracer)
        return engine

    @contextmanager
    def request(self, method: str, path: str, parent: str) -> Iterator[trace.Span]:
        """The span of a request that came.

        Args:
            method: of HTTP.
            path: as it was asked for.
            parent: header ``traceparent``; empty where there is none.
        """
        attributes = {"http.request.method": method, "url.path": path}
        with self._tracer.start_as_current_span(
            method,
            context=_context.extract({"traceparent": parent}),
            kind=SpanKind.SERVER,
            attributes=attributes,
        ) as span:
            yield span

    @contextmanager
    def call(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """The span of a call to another service."""
        if not self._provider:
            yield
            return
        with self._tracer.start_as_current_span(
            name, kind=SpanKind.CLIENT, attributes=dict(attributes)
        ):
            yield

    async def close(self) -> None:
        """Send what is left; other work goes on meanwhile."""
        if self._provider:
            await asyncio.to_thread(self._provider.shutdown)


def trace_id(span: trace.Span) -> str:
    """Id of a span's trace, in hexadecimal."""
    return trace.format_trace_id(span.get_span_context().trace_id)


def finish(span: trace.Span, method: str, route: str, status: int) -> None:
    """Tell a request's span how it was answered; ``route`` is a pattern, never a path."""
    span.update_name(f"{method} {route}")
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    if status >= 500:
        span.set_status(StatusCode.ERROR)
