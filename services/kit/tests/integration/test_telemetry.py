"""Logs, ids and metrics of requests."""

from __future__ import annotations

import json

import pytest
from httpx import AsyncClient

from service_kit.testing.client import Lines

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


async def test_a_request_is_one_line_with_its_ids(client: AsyncClient, lines: Lines) -> None:
    headers = {"x-request-id": "from-the-gateway", "traceparent": PARENT}
    answer = await client.get("/count?secret=1", headers=headers)
    assert answer.headers["x-request-id"] == "from-the-gateway"
    [line] = [line for line in lines.read() if line["logger"] == "service_kit.access"]
    assert line["message"] == "GET /count 200"
    assert line["request_id"] == "from-the-gateway"
    assert line["trace_id"] == TRACE
    assert line["level"] == "info"
    assert isinstance(line["milliseconds"], float)
    assert "secret" not in json.dumps(line)


@pytest.mark.parametrize(
    "parent",
    ["", "nonsense", f"ff-{TRACE}-00f067aa0ba902b7-01", f"00-{'0' * 32}-00f067aa0ba902b7-01"],
)
async def test_ids_that_are_none_are_not_taken(
    client: AsyncClient, lines: Lines, parent: str
) -> None:
    headers = {"x-request-id": "x" * 129, "traceparent": parent}
    answer = await client.get("/count", headers=headers)
    assert len(answer.headers["x-request-id"]) == 32
    assert all("trace_id" not in line for line in lines.read())


async def test_questions_of_machines_are_quiet(client: AsyncClient, lines: Lines) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/count"):
        assert (await client.get(path)).status_code == 200
    written = [line["message"] for line in lines.read() if line["logger"] == "service_kit.access"]
    assert written == ["GET /count 200"]


async def test_an_unexpected_error_is_a_problem_and_logged(
    client: AsyncClient, lines: Lines
) -> None:
    answer = await client.get("/count/failures/broken")
    assert answer.status_code == 500
    assert answer.json() == {"title": "Internal Server Error", "status": 500}
    written = {line["logger"]: line for line in lines.read()}
    assert "ZeroDivisionError" in str(written["service_kit.middleware"]["exception"])
    assert written["service_kit.access"]["status"] == 500
    assert written["service_kit.access"]["request_id"] == answer.headers["x-request-id"]


async def test_requests_are_counted_by_route(client: AsyncClient) -> None:
    for path in ("/count", "/count", "/count?seconds=x", "/wp-login.php"):
        await client.get(path)
    await client.get("/count", headers={"traceparent": "nonsense"})
    await client.request("BREW", "/count")
    text = (await client.get("/metrics")).text
    for labels, count in {
        'method="GET",route="/count",status="200"': 3,
        'method="GET",route="/count",status="422"': 1,
        'method="GET",route="unknown",status="404"': 1,
        'method="other",route="/count",status="405"': 1,
    }.items():
        assert f"http_requests_total{{{labels}}} {count}.0\n" in text
    assert 'http_request_duration_seconds_count{method="GET",route="/count"} 4.0\n' in text
    assert "process_resident_memory_bytes" in text
    assert TRACE not in text


async def test_a_trace_is_the_exemplar_of_its_time(client: AsyncClient) -> None:
    await client.get("/count", headers={"traceparent": PARENT})
    answer = await client.get("/metrics", headers={"accept": "application/openmetrics-text"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    name = 'http_request_duration_seconds_bucket{le="'
    exemplars = [line for line in answer.text.splitlines() if "trace_id" in line]
    assert len(exemplars) == 1
    assert exemplars[0].startswith(name)
    assert f'# {{trace_id="{TRACE}"}} ' in exemplars[0]
