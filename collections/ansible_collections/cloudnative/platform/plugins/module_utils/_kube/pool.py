# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Kept-alive connections to one API server, shared by all threads."""

from __future__ import annotations

import threading

from .config import Connection
from .route import Route, route_to
from .wire import Head, Wire


class Session:
    """Connections that were opened with the same credentials."""

    def __init__(self, route: Route):
        self.route = route
        self._idle: list[Wire] = []

    def request(self, method: str, target: str, headers: str, content: bytes | None) -> bytes:
        """The bytes of a request; ``headers`` are whole lines."""
        length = "" if content is None else f"Content-Length: {len(content)}\r\n"
        route = self.route
        head = f"{method} {route.prefix}{target} HTTP/1.1\r\n{route.headers}{headers}{length}\r\n"
        return head.encode() + (content or b"")

    def exchange(self, request: bytes) -> tuple[Head, bytes]:
        """Send a request and read its answer. Raises OSError."""
        wire = self._take()
        try:
            head = wire.send(request)
            body = wire.read(head)
        except BaseException:
            wire.close()
            raise
        if wire.reusable:
            self._idle.append(wire)
        else:
            wire.close()
        return head, body

    def _take(self) -> Wire:
        while self._idle:
            try:
                wire = self._idle.pop()
            except IndexError:  # another thread was faster
                break
            if not wire.is_stale():
                return wire
            wire.close()
        return Wire(self.route)


class Pool:
    """The present session of a connection, and what all threads count together."""

    def __init__(self, connection: Connection):
        self.connection = connection
        self.requests = 0
        self.warnings: dict[str, None] = {}
        self._lock = threading.Lock()
        self.session = self._log_in()

    def renew(self, refused: Session) -> Session:
        """A session with new credentials, made once, however many threads were refused."""
        with self._lock:
            if self.session is refused:
                self.session = self._log_in()
            return self.session

    def count(self, warnings: list[str]) -> None:
        """Note an answer and the server's warnings in it."""
        with self._lock:
            self.requests += 1
            self.warnings.update(dict.fromkeys(map(_text, warnings)))

    def _log_in(self) -> Session:
        return Session(route_to(self.connection, self.connection.credentials()))


def _text(warning: str) -> str:
    """The text of a Warning header: ``299 - "text"``."""
    _, quote, text = warning.partition('"')
    return text.rstrip('"').replace('\\"', '"') if quote else warning
