# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Requests to one API server: JSON over kept-alive connections, tried again until a deadline."""

from __future__ import annotations

import json
import random
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from .config import Connection
from .errors import ApiError, ConfigError, KubeError, Unreachable
from .limit import Limit
from .pool import Pool, Session
from .retry import OVERLOAD, delay, is_transient
from .stream import Stream
from .wire import Head, Wire, WireError

JSON = {"Accept": "application/json", "Content-Type": "application/json"}
# What a path may hold unescaped (RFC 3986); names of RBAC objects hold colons.
SAFE = "/:@!$&'()*+,;=~"
Transient = Callable[[ApiError], bool]
Query = Mapping[str, str | int | None]


class Response(NamedTuple):
    """An answer: HTTP status, headers (names in lower case), decoded JSON or plain text."""

    status: int
    headers: Mapping[str, str]
    data: Any


class Http:
    """An API server as one caller reaches it; safe for threads.

    ``connections``: how many requests run at once at first, later at most twice as many (see
    ``Limit``). ``retry_timeout``: seconds for which a request is tried again while the server is
    busy or away.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        connections: int = 16,
        retry_timeout: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.connection = connection
        self.retry_timeout = retry_timeout
        self.clock = clock
        self.sleep = sleep
        self._pool = Pool(connection)
        self._limit = Limit(connections, 2 * connections, clock)

    def room(self) -> int:
        """How many requests may run at once now."""
        return int(self._limit.size)

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._pool.requests

    @property
    def warnings(self) -> Mapping[str, None]:
        """What the server warned of, each text once."""
        return self._pool.warnings

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        transient: Transient = is_transient,
        retry_timeout: float | None = None,
    ) -> Response:
        """One request, tried again after passing failures.

        Raises ApiError for a refusal, Unreachable where the server did not answer in time.
        """
        target = _target(path, query)
        content = None if body is None else json.dumps(body).encode()
        lines = "".join(
            f"{name}: {value}\r\n" for name, value in {**JSON, **(headers or {})}.items()
        )
        limit = self.retry_timeout if retry_timeout is None else retry_timeout

        def attempt(session: Session) -> Response:
            return _decoded(*self._send(session, method, target, lines, content))

        return self._insist(method, path, attempt, transient, self.clock() + limit)

    def stream(self, path: str, *, query: Query | None = None, timeout: float) -> Stream:
        """A watch: its events as they come, for at most ``timeout`` seconds.

        On a connection of its own, beside the limit of ``connections``, and tried only once: the
        caller has to begin again anyway when it ends. Raises ApiError, Unreachable.
        """
        target = _target(path, query)
        now = self.clock()

        def attempt(session: Session) -> Response:
            return self._open(session, target, now + timeout)

        stream: Stream = self._insist("GET", path, attempt, is_transient, now).data
        return stream

    def _insist(
        self,
        method: str,
        path: str,
        attempt: Callable[[Session], Response],
        transient: Transient,
        deadline: float,
    ) -> Response:
        """Try until it succeeds, fails for good, or the next try would be after the deadline."""
        tries = 0
        while True:
            retry_after = None
            failure: ApiError | Unreachable
            try:
                response = self._logged_in(attempt)
                if response.status < 300:
                    return response
                failure = _refusal(method, path, response)
                retry_after = response.headers.get("retry-after")
                if not transient(failure):
                    raise self._explained(failure)
            except OSError as error:
                failure = self._unreachable(error)
                if _lasts(error):
                    raise failure from error
            pause = delay(tries, random.random(), retry_after)  # noqa: S311 (jitter)
            if self.clock() + pause > deadline:
                raise self._explained(failure)
            self.sleep(pause)
            tries += 1

    def _logged_in(self, attempt: Callable[[Session], Response]) -> Response:
        session = self._pool.session
        response = attempt(session)
        if response.status == 401 and self.connection.renewable:
            response = attempt(self._pool.renew(session))
        return response

    def _send(
        self, session: Session, method: str, target: str, lines: str, content: bytes | None
    ) -> tuple[Head, bytes]:
        request = session.request(method, target, lines, content)
        began, overloaded = self._limit.enter(), True
        try:
            head, body = session.exchange(request)
            overloaded = head.status in OVERLOAD
        finally:
            self._limit.leave(began, overloaded)
        self._pool.count(head.warnings)
        return head, body

    def _open(self, session: Session, target: str, deadline: float) -> Response:
        lines = "".join(f"{name}: {value}\r\n" for name, value in JSON.items())
        wire = Wire(session.route)
        try:
            head = wire.send(session.request("GET", target, lines, None))
            self._pool.count(head.warnings)
            if head.status < 300:
                stream = Stream(wire, head, deadline, self.clock)
                return Response(head.status, head.headers, stream)
            answer = _decoded(head, wire.read(head))
        except BaseException:
            wire.close()
            raise
        wire.close()
        return answer

    def _unreachable(self, error: OSError) -> Unreachable:
        connection = self.connection
        hint = "is it running, and is this the right kubeconfig?"
        if "certificate" in str(error).lower():
            hint = "the kubeconfig's CA or client certificate is not this server's"
        elif isinstance(error, ssl.SSLError):
            hint = "does it speak TLS at this address?"
        return Unreachable(
            f"cannot reach the API server {connection.server} (from {connection.source}): "
            f"{error}; {hint}"
        )

    def _explained(self, error: ApiError | Unreachable) -> KubeError:
        if not isinstance(error, ApiError) or error.status != 401:
            return error
        return ConfigError(
            f"the API server {self.connection.server} does not accept the credentials from "
            f"{self.connection.source} (401): the token or certificate is expired or not this "
            "cluster's, or the server's authenticator is away; log in again or write the "
            "kubeconfig anew"
        )


def _lasts(error: OSError) -> bool:
    """Whether the address or the certificates are wrong: asking again does not help."""
    # Behind a proxy that cannot be reached stands the reason.
    unknown = any(isinstance(e, socket.gaierror) for e in (error, error.__cause__))
    return unknown or "certificate" in str(error).lower()


def _target(path: str, query: Query | None) -> str:
    chosen = {name: value for name, value in (query or {}).items() if value is not None}
    return quote(path, SAFE) + (f"?{urlencode(chosen)}" if chosen else "")


def _decoded(head: Head, body: bytes) -> Response:
    if "json" not in head.headers.get("content-type", ""):
        return Response(head.status, head.headers, body.decode(errors="replace"))
    try:
        return Response(head.status, head.headers, json.loads(body) if body else {})
    except ValueError as error:
        raise WireError(f"the answer is not JSON: {error}") from error


def _refusal(method: str, path: str, response: Response) -> ApiError:
    if isinstance(response.data, dict):
        return ApiError(method, path, response.status, response.data)
    return ApiError(method, path, response.status, {}, str(response.data)[:1000])
