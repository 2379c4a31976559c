"""A span for each statement that SQLAlchemy sends; named as OpenTelemetry names them."""

from __future__ import annotations

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer
from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine

_KEY = "service_kit.span"


def trace_statements(engine: AsyncEngine, tracer: Tracer) -> None:
    """Make a span for each statement; its text holds places of values, never values."""
    namespace = engine.url.database or ""

    def begin(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        operation = statement.split(maxsplit=1)[0]
        attributes = {
            "db.system.name": "postgresql",
            "db.namespace": namespace,
            "db.operation.name": operation,
            "db.query.text": statement,
        }
        connection.info[_KEY] = tracer.start_span(
            f"{operation} {namespace}", kind=SpanKind.CLIENT, attributes=attributes
        )

    def end(connection: Connection, *_: object) -> None:
        connection.info.pop(_KEY).end()

    def fail(context: ExceptionContext) -> None:
        span: Span | None = context.connection.info.pop(_KEY, None) if context.connection else None
        if span:
            span.set_status(StatusCode.ERROR, type(context.original_exception).__name__)
            span.end()

    event.listen(engine.sync_engine, "before_cursor_execute", begin)
    event.listen(engine.sync_engine, "after_cursor_execute", end)
    event.listen(engine.sync_engine, "handle_error", fail)
