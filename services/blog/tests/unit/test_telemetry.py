"""Logs, ids and metrics of requests."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from httpx import AsyncClient

from service_kit.testing.client import Lines, logged
from tests.memory import MemoryPosts

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture
def lines() -> Iterator[Lines]:
    with logged() as written:
        yield written


async def test_a_request_is_one_line_with_its_ids(client: AsyncClient, lines: Lines) -> None:
    headers = {"x-request-id": "from-the-gateway", "traceparent": PARENT}
    answer = await client.get("/api/posts?q=secret", headers=headers)
    assert answer.headers["x-request-id"] == "from-the-gateway"
    [line] = [line for line in lines.read() if line["logger"] == "service_kit.access"]
    assert line["message"] == "GET /api/posts 200"
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
    answer = await client.get("/api/posts", headers=headers)
    assert len(answer.headers["x-request-id"]) == 32
    assert all("trace_id" not in line for line in lines.read())


async def test_questions_of_machines_are_quiet(client: AsyncClient, lines: Lines) -> None:
    for path in ("/healthz", "/readyz", "/metrics", "/api/posts"):
        assert (await client.get(path)).status_code == 200
    written = [line["message"] for line in lines.read() if line["logger"] == "service_kit.access"]
    assert written == ["GET /api/posts 200"]


async def test_an_unexpected_error_is_a_problem_and_logged(
    client: AsyncClient, memory: MemoryPosts, lines: Lines
) -> None:
    memory.failure = ZeroDivisionError("secret detail")
    answer = await client.get("/api/posts")
    assert answer.status_code == 500
    assert answer.json() == {"title": "Internal Server Error", "status": 500}
    written = {line["logger"]: line for line in lines.read()}
    assert "ZeroDivisionError" in str(written["service_kit.middleware"]["exception"])
    assert written["service_kit.access"]["status"] == 500
    assert written["service_kit.access"]["request_id"] == answer.headers["x-request-id"]


async def test_requests_are_counted_by_route(client: AsyncClient) -> None:
    for path in ("/api/posts", "/api/posts", "/api/posts/not-an-id", "/wp-login.php"):
        await client.get(path)
    await client.request("BREW", "/api/posts")
    text = (await client.get("/metrics")).text
    for labels, count in {
        'method="GET",route="/api/posts",status="200"': 2,
        'method="GET",route="/api/posts/{post_id}",status="422"': 1,
        'method="GET",route="unknown",status="404"': 1,
        'method="other",route="/api/posts",status="405"': 1,
    }.items():
        assert f"http_requests_total{{{labels}}} {count}.0\n" in text
    assert 'http_request_duration_seconds_count{method="GET",route="/api/posts"} 2.0\n' in text
    assert "process_resident_memory_bytes" in text
