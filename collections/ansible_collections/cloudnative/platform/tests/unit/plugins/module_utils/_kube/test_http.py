# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Requests against a small server on loopback; the clock is the test's."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.config import (
    Connection,
    Credentials,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import (
    ApiError,
    ConfigError,
    Unreachable,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.http import Http


class Script:
    """Answers in the given order (the last one for ever) and the requests that were seen."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], Any]] = []
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []

    def add(self, status: int, body: Any = None, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, named, body or {}))


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def url(script: Script) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            script.seen.append((self.command, self.path, dict(self.headers), content))
            last = len(script.answers) == 1
            status, headers, body = script.answers[0] if last else script.answers.pop(0)
            if status == 0:  # the connection breaks
                self.close_connection = True
                return
            text = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_PATCH = do_GET

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def http(url: str, clock: Clock | None = None, **options: Any) -> Http:
    clock = clock or Clock()
    tokens = iter(["first", "second", "third"])
    connection = Connection(
        url,
        "test",
        lambda: Credentials(token=next(tokens)),
        renewable=options.pop("renewable", False),
    )
    return Http(connection, clock=clock, sleep=clock.sleep, **options)


def test_request_and_answer(script: Script, url: str) -> None:
    script.add(200, {"kind": "Pod"})
    answer = http(url).call("PATCH", "/api", query={"a": "b c", "none": None}, body={"x": 1})
    assert (answer.status, answer.data) == (200, {"kind": "Pod"})
    method, path, headers, content = script.seen[0]
    assert (method, path, json.loads(content)) == ("PATCH", "/api?a=b+c", {"x": 1})
    assert headers["Authorization"] == "Bearer first"


@pytest.mark.parametrize("status", [429, 500, 503, 0])
def test_passing_failure_is_tried_again(script: Script, url: str, status: int) -> None:
    script.add(status)
    script.add(status)
    script.add(200, {"ok": True})
    clock = Clock()
    assert http(url, clock).call("GET", "/").data == {"ok": True}
    assert len(script.seen) == 3
    assert len(clock.slept) == 2


def test_server_says_when_to_come_back(script: Script, url: str) -> None:
    script.add(429, Retry_After="3")
    script.add(200)
    clock = Clock()
    http(url, clock).call("GET", "/")
    assert 3.0 <= clock.slept[0] < 3.2


def test_deadline_ends_the_tries(script: Script, url: str) -> None:
    script.add(503, {"message": "etcd is away"})
    clock = Clock()
    with pytest.raises(ApiError, match="etcd is away"):
        http(url, clock, retry_timeout=10.0).call("GET", "/")
    assert 4.0 < clock.now <= 10.0


def test_lasting_refusal_is_told_at_once(script: Script, url: str) -> None:
    script.add(403, {"reason": "Forbidden", "message": "cannot get pods"})
    with pytest.raises(ApiError, match="cannot get pods") as raised:
        http(url).call("GET", "/api/v1/pods")
    assert (raised.value.status, raised.value.path) == (403, "/api/v1/pods")
    assert len(script.seen) == 1


def test_expired_credentials_are_renewed_once(script: Script, url: str) -> None:
    script.add(401)
    script.add(200, {"ok": True})
    assert http(url, renewable=True).call("GET", "/").data == {"ok": True}
    assert [seen[2]["Authorization"] for seen in script.seen] == ["Bearer first", "Bearer second"]


def test_credentials_that_stay_refused_are_told(script: Script, url: str) -> None:
    script.add(401)
    for renewable, requests in ((False, 1), (True, 2)):
        script.seen.clear()
        with pytest.raises(ConfigError, match=r"401.*expired"):
            http(url, renewable=renewable).call("GET", "/")
        assert len(script.seen) == requests


def test_warnings_of_the_server_are_kept_once(script: Script, url: str) -> None:
    script.add(200, Warning='299 - "v1beta1 is deprecated"')
    client = http(url)
    client.call("GET", "/")
    client.call("GET", "/")
    assert list(client.warnings) == ["v1beta1 is deprecated"]


def test_unreachable_server_is_named() -> None:
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1 \(from test\)"):
        http("http://127.0.0.1:1", retry_timeout=0.0).call("GET", "/")


def test_unknown_name_is_told_without_further_tries() -> None:
    clock = Clock()
    with pytest.raises(Unreachable, match="cannot reach"):
        http("http://name.invalid", clock, retry_timeout=60.0).call("GET", "/")
    assert clock.slept == []


def test_caller_may_hold_a_refusal_for_passing(script: Script, url: str) -> None:
    script.add(401)
    script.add(200, {"ok": True})
    answer = http(url).call("GET", "/", transient=lambda error: error.status == 401)
    assert answer.data == {"ok": True}
    script.answers = [(401, {}, {})]
    with pytest.raises(ConfigError, match="401"):
        http(url).call("GET", "/", transient=lambda error: error.status == 401)
