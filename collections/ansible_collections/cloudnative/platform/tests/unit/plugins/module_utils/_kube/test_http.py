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
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
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
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Resource


class Script:
    """Answers in the given order (the last one for ever) and the requests that were seen."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], Any]] = []
        # Method, path, headers, content and the caller's port.
        self.seen: list[tuple[str, str, dict[str, str], bytes, int]] = []

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
            seen = (self.command, self.path, dict(self.headers), content)
            script.seen.append((*seen, self.client_address[1]))
            last = len(script.answers) == 1
            status, headers, body = script.answers[0] if last else script.answers.pop(0)
            if status == 0:  # the connection breaks
                self.close_connection = True
                return
            text = body if isinstance(body, bytes) else json.dumps(body).encode()
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
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
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
    method, path, headers, content, _ = script.seen[0]
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


def test_answer_that_is_cut_is_asked_for_again(script: Script, url: str) -> None:
    script.add(200, b'{"items": [')
    script.add(200, {"ok": True})
    assert http(url).call("GET", "/").data == {"ok": True}


def test_connection_is_kept_until_the_server_ends_it(script: Script, url: str) -> None:
    script.add(200)
    client = http(url)
    for _ in range(3):
        client.call("GET", "/")
    assert len({port for *_, port in script.seen}) == 1
    script.answers = [(200, {"Connection": "close"}, {})]
    for _ in range(3):
        client.call("GET", "/")
    assert len({port for *_, port in script.seen}) == 3


def test_names_are_escaped_and_redirections_refused(script: Script, url: str) -> None:
    script.add(301, Location="/elsewhere")
    with pytest.raises(ApiError, match="301"):
        http(url).call("GET", "/apis/rbac/clusterroles/a:b c?d%2e", query={"x": "y&z"})
    assert [seen[1] for seen in script.seen] == ["/apis/rbac/clusterroles/a:b%20c%3Fd%252e?x=y%26z"]


def test_overload_lowers_the_number_of_requests_at_once(script: Script, url: str) -> None:
    client = http(url, connections=8)
    assert client.room() == 8
    script.add(429)
    script.add(200)
    client.call("GET", "/")
    assert client.room() == 4


def test_watch_yields_events_and_is_tried_once(script: Script, url: str) -> None:
    clock = Clock()
    client = http(url, clock)
    script.add(200, b'{"type": "ADDED"}\n{"type": "BOOKMARK"}\n')
    with client.stream("/x", query={"watch": "true"}, timeout=5.0) as events:
        assert [event["type"] for event in events] == ["ADDED", "BOOKMARK"]
    script.answers = [(503, {}, {"message": "starting"})]
    with pytest.raises(ApiError, match="starting"):
        client.stream("/x", timeout=5.0)
    assert clock.slept == []
    assert client.requests == 2


def test_watch_renews_credentials(script: Script, url: str) -> None:
    script.add(401)
    script.add(200, b'{"type": "ADDED"}\n')
    assert len(list(http(url, renewable=True).stream("/x", timeout=5.0))) == 1
    assert [seen[2]["Authorization"] for seen in script.seen] == ["Bearer first", "Bearer second"]


def test_client_in_a_hurry_shares_all_but_its_patience(script: Script, url: str) -> None:
    client = Client(http(url))
    hasty = client.within(0.0)
    script.add(503, {"message": "starting"}, Warning='299 - "old"')
    with pytest.raises(ApiError, match="starting"):
        hasty.get(Resource("", "v1", "Node", "nodes", False), "", "a")
    assert client.http.requests == 1
    assert list(client.http.warnings) == ["old"]
    assert client.http.retry_timeout == 60.0


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
