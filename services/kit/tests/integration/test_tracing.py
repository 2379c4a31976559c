"""Spans reach a collector over a real socket, in the trace that the caller began."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from app.main import Settings, assemble
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from service_kit import tracing
from service_kit.testing.client import Lines, connect
from service_kit.testing.collector import Collector, attributes, collecting
from service_kit.testing.server import Server

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER = "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{CALLER}-01"
COUNT = Path(__file__).parents[1] / "count"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


async def test_a_request_and_its_statements_are_one_trace(
    collector: Collector, settings: Settings, tables: None, lines: Lines
) -> None:
    app = assemble(settings.model_copy(update={"otlp_endpoint": collector.endpoint}))
    async with app.router.lifespan_context(app), connect(app) as client:
        headers = {"traceparent": PARENT, "idempotency-key": "secret-key"}
        await client.post("/count", json={"by": 77}, headers=headers)
        for path in ("/healthz", "/readyz"):
            await client.get(path, headers=headers)
    request, *statements = collector.trace(TRACE)
    assert {name for name, _ in collector.spans} == {"count"}
    assert (request.name, request.kind) == ("POST /count", Span.SPAN_KIND_SERVER)
    assert request.parent_span_id.hex() == CALLER
    assert attributes(request) == {
        "http.request.method": "POST",
        "url.path": "/count",
        "http.route": "/count",
        "http.response.status_code": 200,
    }
    assert {span.parent_span_id for span in statements} == {request.span_id}
    assert "INSERT count" in {span.name for span in statements}
    assert any("nextval" in str(attributes(span)["db.query.text"]) for span in statements)
    assert "secret-key" not in str(collector.spans)
    [line] = [line for line in lines.read() if line["logger"] == "service_kit.access"][:1]
    assert line["trace_id"] == TRACE


async def test_a_failed_request_is_a_failed_span_of_a_trace_of_its_own(
    collector: Collector, settings: Settings, tables: None, lines: Lines
) -> None:
    app = assemble(settings.model_copy(update={"otlp_endpoint": collector.endpoint}))
    async with app.router.lifespan_context(app), connect(app) as client:
        await client.get("/count/failures/broken")
    [(_, span)] = collector.spans
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert span.name == "GET /count/failures/{name}"
    own = [line for line in lines.read() if str(line["logger"]).startswith("service_kit")]
    assert [line["trace_id"] for line in own] == [span.trace_id.hex()] * 2


async def test_a_failed_statement_is_a_failed_span(
    collector: Collector, settings: Settings, tables: None
) -> None:
    changes = {"otlp_endpoint": collector.endpoint, "database_timeout": 0.3}
    app = assemble(settings.model_copy(update=changes))
    async with app.router.lifespan_context(app), connect(app) as client:
        path = "/count?seconds=5"
        assert (await client.get(path, headers={"traceparent": PARENT})).status_code == 503
    [statement] = [span for span in collector.trace(TRACE) if span.name == "SELECT count"]
    assert statement.status.code == Status.STATUS_CODE_ERROR


async def test_the_program_sends_its_last_spans_before_it_ends(
    collector: Collector, settings: Settings, tables: None
) -> None:
    server = Server(COUNT, settings, {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint})
    await server.ready()
    answer = await server.client.get("/count", headers={"traceparent": PARENT})
    assert answer.status_code == 200
    server.process.terminate()
    server.process.wait(timeout=20)
    await server.close()
    assert collector.trace(TRACE)[0].name == "GET /count"


async def test_a_collector_that_is_gone_costs_no_request(
    settings: Settings, tables: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracing, "TIMEOUT", 0.1)
    app = assemble(settings.model_copy(update={"otlp_endpoint": "http://127.0.0.1:1"}))
    async with app.router.lifespan_context(app), connect(app) as client:
        assert (await client.get("/count")).status_code == 200
