# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A proxy in front of an API server that makes faults: real sockets, TLS on both sides."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import socket
import ssl
import struct
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from kube.background import Serving
from kube.faults import Fault, Plan, Request, no_faults, refusal
from kube.server import ADMIN, KubeServer

# Of one connection only; the rest is relayed as it is.
HOP_HEADERS = {"connection", "keep-alive", "transfer-encoding", "content-length"}
LONGEST_WAIT = 120.0


class FaultProxy(Serving):
    """Relays to a server; its plan says what happens to each request.

    ``certificate``: files of a certificate and its key; default is the server's own pair.
    """

    def __init__(
        self,
        server: KubeServer,
        plan: Plan = no_faults,
        certificate: tuple[Path, Path] | None = None,
    ):
        self.server = server
        self.plan = plan
        self.requests: list[Request] = []
        self.faults: Counter[str] = Counter()
        # What the server itself answered.
        self.answers: Counter[int] = Counter()
        # While it is clear, no byte passes: a network that loses everything.
        self.connected = threading.Event()
        self.connected.set()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        default = server.folder / "server.crt", server.folder / "server.key"
        context.load_cert_chain(*(certificate or default))
        self._listener = _Listener(self, context)
        super().__init__(self._listener)

    @property
    def url(self) -> str:
        """Address of the proxy."""
        return f"https://127.0.0.1:{self._listener.server_port}"

    def kubeconfig(self, token: str = ADMIN) -> Path:
        """A kubeconfig for the way through the proxy."""
        name = f"through-{self._listener.server_port}-{token}"
        return self.server.kubeconfig(token, name, self.url)

    def judge(self, method: str, path: str, headers: Any) -> Fault:
        """Record a request and say what happens to it."""
        with self._lock:
            request = Request(next(self._numbers), method, path, dict(headers))
            self.requests.append(request)
            fault = self.plan(request)
            if fault != Fault():
                self.faults[str(fault)] += 1
            return fault

    def _stop(self) -> None:
        self.connected.set()
        super()._stop()


class _Listener(ThreadingHTTPServer):
    """Accepts connections; their TLS handshakes take place in their threads."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, proxy: FaultProxy, context: ssl.SSLContext):
        super().__init__(("127.0.0.1", 0), _Connection)
        self.proxy = proxy
        self.context = context

    def get_request(self) -> tuple[Any, Any]:
        """A connection, before its handshake."""
        connection, address = self.socket.accept()
        secured = self.context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        )
        return secured, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that go away in the middle are what the tests are about."""


class _Connection(BaseHTTPRequestHandler):
    """One connection of a client, and its own to the server."""

    server: _Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    upstream: http.client.HTTPSConnection | None = None

    def relay(self) -> None:
        """Relay one request and its answer, or let its fault happen."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        proxy = self.server.proxy
        fault = proxy.judge(self.command, self.path, self.headers)
        proxy.connected.wait(LONGEST_WAIT)
        if fault.reset == "before":
            self._reset()
        elif fault.status:
            self._refuse(fault)
        else:
            self._pass_on(body, fault)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = relay

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def finish(self) -> None:
        """Close both connections."""
        with contextlib.suppress(OSError):
            super().finish()
        self._hang_up()

    def _refuse(self, fault: Fault) -> None:
        content = refusal(fault.status)
        self.send_response(fault.status)
        if fault.retry_after is not None:
            self.send_header("Retry-After", str(fault.retry_after))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _pass_on(self, body: bytes, fault: Fault) -> None:
        try:
            answer = self._ask(body)
            self.server.proxy.answers[answer.status] += 1
            if fault.reset:
                if answer.length is not None:  # a stream has no end
                    answer.read()
                self._reset()
            elif answer.length is None:
                self._stream(answer, fault)
            else:
                self._answer(answer)
        except (OSError, http.client.HTTPException):  # the server went away
            self._hang_up()
            self._reset()

    def _ask(self, body: bytes) -> http.client.HTTPResponse:
        if self.upstream is None:
            context = ssl._create_unverified_context()  # noqa: S323 (our own server)
            port = self.server.proxy.server.port
            self.upstream = http.client.HTTPSConnection("127.0.0.1", port, context=context)
        self.upstream.request(self.command, self.path, body, dict(self.headers))
        return self.upstream.getresponse()

    def _answer(self, answer: http.client.HTTPResponse) -> None:
        content = answer.read()
        self.server.proxy.connected.wait(LONGEST_WAIT)
        self._head(answer)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, answer: http.client.HTTPResponse, fault: Fault) -> None:
        """Relay chunk by chunk, a chunk for each line, until the end or the cut."""
        self._head(answer)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        lines = answer if fault.lines is None else itertools.islice(answer, fault.lines)
        for line in lines:
            self.server.proxy.connected.wait(LONGEST_WAIT)
            self._chunk(line)
        if fault.said:
            self._chunk(f"{fault.said}\n".encode())
        self._chunk(b"")
        if fault.lines is not None:
            self._hang_up()

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))

    def _head(self, answer: http.client.HTTPResponse) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_HEADERS | {"date", "server"}:
                self.send_header(name, value)

    def _hang_up(self) -> None:
        if self.upstream:
            self.upstream.close()
            self.upstream = None

    def _reset(self) -> None:
        """Close the client's connection with RST instead of FIN."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            at_once = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            # The copies of the socket in rfile and wfile go with the handler.
            self.connection.close()
