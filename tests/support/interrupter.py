"""Stands between a program and AWS, counts its writes, and kills it at a chosen one."""

from __future__ import annotations

import http.client
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platform_lab.cloud.protocol import changes_resources, operation_of
from platform_lab.cloud.sigv4 import Received

# Belong to one connection, not to the message.
_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that die in the middle of a request: that is what we are for."""


class Interrupter:
    """An HTTP proxy in front of an AWS endpoint; ``url`` is where programs find it."""

    def __init__(self, upstream: str) -> None:
        self._upstream = urlsplit(upstream).netloc
        self._lock = threading.Lock()
        self._strike: Callable[[], None] | None = None
        self._left = 0
        self._unanswered = True
        self._dead = False
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, format: str, *arguments: Any) -> None:
                """Say nothing."""

            def answer(self) -> None:
                """Pass one request on."""
                proxy.handle(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = answer

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def arm(self, number: int, strike: Callable[[], None], unanswered: bool) -> None:
        """Strike once, at write ``number`` counted from now on; nothing passes after it.

        Args:
            number: of the write, from 1.
            strike: ends the program that is under test.
            unanswered: whether AWS does what was asked and nobody hears of it; else the request
                does not reach AWS.
        """
        with self._lock:
            self._left, self._strike, self._unanswered = number, strike, unanswered

    def disarm(self) -> None:
        """Let everything pass."""
        with self._lock:
            self._strike, self._dead = None, False

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Pass a request on, unless this is the moment."""
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(request.command, request.path, headers, body)
        strike = None
        with self._lock:
            if changes_resources(request.command, operation_of(received)):
                self._left -= 1
                if self._strike and self._left <= 0:
                    strike, self._strike, self._dead = self._strike, None, True
            dead = self._dead
        if strike and not self._unanswered:
            strike()
        elif strike:
            self._forward(request.command, request.path, headers, body)
            strike()
        elif not dead:
            self._pass(request, headers, body)
        if dead:
            # Whoever asks now is dead already, or about to be.
            request.close_connection = True

    def _pass(self, request: BaseHTTPRequestHandler, headers: dict[str, str], body: bytes) -> None:
        status, fields, content = self._forward(request.command, request.path, headers, body)
        request.send_response_only(status)
        for name, value in fields:
            if name.lower() not in _HOP:
                request.send_header(name, value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(content)

    def _forward(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self._upstream, timeout=120)
        try:
            # The host stays as it was signed.
            kept = {name: value for name, value in headers.items() if name not in _HOP}
            connection.request(method, path, body, kept | {"content-length": str(len(body))})
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def serve(self) -> None:
        """Serve until `stop`."""
        self._server.serve_forever()

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def interrupter(upstream: str) -> Iterator[Interrupter]:
    """A running proxy."""
    proxy = Interrupter(upstream)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.stop()


def kill_tree(pid: int) -> None:
    """Kill a process and all that descend from it with signal 9, as a machine that fails would."""
    while victims := _family(pid):
        for victim in victims:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if victims == [pid]:
            return


def _family(pid: int) -> list[int]:
    """Descendants of a process that live, itself last."""
    parents: dict[int, list[int]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = file.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended meanwhile
        if state != "Z":
            parents.setdefault(int(parent), []).append(int(file.parent.name))
    found, open_ends = [], [pid]
    while open_ends:
        children = parents.get(open_ends.pop(), [])
        found += children
        open_ends += children
    return [*found, pid]
