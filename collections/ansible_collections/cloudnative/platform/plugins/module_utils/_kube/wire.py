# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""One kept-alive HTTP/1.1 connection (RFC 9112), as small as the engine's requests need it.

A first apply sends hundreds of small requests; ``http.client`` parses the headers of each answer
as those of an e-mail, which alone takes longer than all that is done here.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from .proxy import Proxy
from .route import Route

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 65.0
# A status, a header, the size of a chunk: what is longer is not HTTP.
LONGEST_LINE = 65536
# After so many seconds of silence the kernel asks whether the peer lives, so often, so many times:
# a watch may be silent for a minute, a server that has lost its power is silent for ever.
KEEPALIVE = (("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))


class WireError(OSError):
    """What came is no HTTP answer, or it ended in the middle."""


class Head(NamedTuple):
    """The start of an answer; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    warnings: list[str]


class Wire:
    """An open connection. Its methods raise OSError where the peer or the network fails."""

    def __init__(self, route: Route):
        self._socket = _connect(route)
        self._file = self._socket.makefile("rb")
        self.reusable = True

    def send(self, request: bytes) -> Head:
        """Send a request; the start of its answer. ``read`` or ``lines`` then bring the rest."""
        self._socket.sendall(request)
        status = 100
        while status == 100:  # "go on" and nothing else
            status, headers, warnings = self._head()
        self.reusable = headers.get("connection", "").lower() != "close"
        return Head(status, headers, warnings)

    def read(self, head: Head) -> bytes:
        """The whole body of an answer."""
        if head.status in (204, 304):
            return b""
        if "content-length" in head.headers:
            return self._exactly(_number(head.headers["content-length"], 10))
        return b"".join(self._pieces(head))

    def lines(self, head: Head) -> Iterator[bytes]:
        """The lines of a body that grows, as they come, until the server ends it."""
        rest = b""
        for piece in self._pieces(head):
            *whole, rest = (rest + piece).split(b"\n")
            yield from filter(None, whole)

    def wait_at_most(self, seconds: float) -> None:
        """Let reading fail with TimeoutError after so much silence."""
        self._socket.settimeout(seconds)

    def is_stale(self) -> bool:
        """Whether the peer closed the connection, or spoke unasked, while nobody used it."""
        self._socket.settimeout(0)
        try:
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            self._socket.settimeout(READ_TIMEOUT)
            return False
        except OSError:
            pass
        return True

    def close(self) -> None:
        """End the connection; a thread that reads from it is woken."""
        with suppress(OSError):  # the peer may have been faster
            # SSLSocket's own shutdown would pull the TLS state from under that thread.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
        self._socket.close()

    def _head(self) -> tuple[int, dict[str, str], list[str]]:
        version, _, rest = self._line().partition(" ")
        if not version.startswith("HTTP/1."):
            raise WireError(f"the answer is not HTTP: {version[:40]!r}")
        headers: dict[str, str] = {}
        warnings: list[str] = []
        while line := self._line():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
            if name.lower() == "warning":
                warnings.append(value.strip())
        return _number(rest[:3], 10), headers, warnings

    def _pieces(self, head: Head) -> Iterator[bytes]:
        if head.headers.get("transfer-encoding", "").lower() != "chunked":
            self.reusable = False  # the end of the connection is the end of the body
            while piece := self._file.read1(LONGEST_LINE):
                yield piece
            return
        while size := _number(self._line().partition(";")[0], 16):
            yield self._exactly(size)
            self._line()
        while self._line():
            pass  # trailers

    def _exactly(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise WireError("the connection ended in the middle of an answer")
        return data

    def _line(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise WireError("the connection ended without an answer")
        return line.decode("latin-1").rstrip("\r\n")


def _number(text: str, base: int) -> int:
    try:
        return int(text, base)
    except ValueError:
        raise WireError(f"the answer is not HTTP: {text[:40]!r} is no number") from None


def _connect(route: Route) -> socket.socket:
    """A socket whose peer is the API server, or the proxy that speaks for it. Raises OSError."""
    hop = route.proxy or route
    try:
        opened = socket.create_connection((hop.host, hop.port), CONNECT_TIMEOUT)
    except OSError as error:
        if not route.proxy:
            raise
        raise WireError(f"the proxy {hop.host}:{hop.port}: {error}") from error
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE:
            if hasattr(socket, name):  # not on every system
                opened.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        if route.tls:
            if route.proxy:
                _tunnel(opened, route, route.proxy)
            opened = route.tls.wrap_socket(opened, server_hostname=route.server_name)
        opened.settimeout(READ_TIMEOUT)
    except BaseException:
        opened.close()
        raise
    return opened


def _tunnel(opened: socket.socket, route: Route, proxy: Proxy) -> None:
    """Ask a proxy for a way through to the server."""
    opened.sendall(
        f"CONNECT {route.authority} HTTP/1.1\r\nHost: {route.authority}\r\n"
        f"{proxy.header}\r\n".encode()
    )
    answer = b""
    # Byte by byte: what comes after the headers belongs to TLS.
    while not answer.endswith(b"\r\n\r\n"):
        byte = opened.recv(1)
        if not byte or len(answer) > LONGEST_LINE:
            raise WireError(f"the proxy {proxy.host}:{proxy.port} closed the connection")
        answer += byte
    status = answer.partition(b"\r\n")[0].decode("latin-1")
    if status.split(" ")[1:2] != ["200"]:
        raise WireError(f"the proxy {proxy.host}:{proxy.port} refused the connection: {status}")
