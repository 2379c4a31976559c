# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Requests to one API server: JSON over kept-alive connections, tried again until a deadline."""

from __future__ import annotations

import base64
import json
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError, NameResolutionError, SSLError

from .config import Connection, Credentials
from .errors import ApiError, ConfigError, KubeError, Unreachable
from .retry import delay, is_transient
from .tls import ssl_context

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 65.0
Transient = Callable[[ApiError], bool]


class Response(NamedTuple):
    """An answer: HTTP status, headers, decoded JSON or plain text."""

    status: int
    headers: Mapping[str, str]
    data: Any


class Http:
    """A pool of connections to one API server; safe for threads.

    ``retry_timeout``: seconds for which a request is tried again while the server is busy or away.
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
        self.connections = connections
        self.retry_timeout = retry_timeout
        self.clock = clock
        self.sleep = sleep
        self.requests = 0
        self.warnings: dict[str, None] = {}
        self._lock = threading.Lock()
        self._use(connection.credentials())

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int | None] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        transient: Transient = is_transient,
        retry_timeout: float | None = None,
    ) -> Response:
        """One request, tried again after passing failures.

        Raises ApiError for a refusal, Unreachable where the server did not answer in time.
        """
        url = path + (
            "?" + urlencode({k: v for k, v in query.items() if v is not None}) if query else ""
        )
        content = None if body is None else json.dumps(body)
        limit = self.retry_timeout if retry_timeout is None else retry_timeout
        deadline = self.clock() + limit
        attempt = 0
        while True:
            retry_after = None
            failure: ApiError | Unreachable
            try:
                response = self._once(method, url, content, headers or {})
                if response.status < 400:
                    return response
                failure = _refusal(method, path, response)
                retry_after = response.headers.get("Retry-After")
                if not transient(failure):
                    raise self._explained(failure)
            except HTTPError as error:
                failure = self._unreachable(error)
                if isinstance(error, NameResolutionError) or "certificate" in str(error).lower():
                    raise failure from error
            pause = delay(attempt, random.random(), retry_after)  # noqa: S311 (jitter)
            if self.clock() + pause > deadline:
                raise self._explained(failure)
            self.sleep(pause)
            attempt += 1

    def _once(
        self, method: str, url: str, content: str | None, headers: Mapping[str, str]
    ) -> Response:
        pool, fixed, version = self._pool, self._headers, self._version
        response = self._send(pool, method, url, content, {**fixed, **headers})
        if response.status == 401 and self.connection.renewable:
            self._renew(version)
            response = self._send(self._pool, method, url, content, {**self._headers, **headers})
        return response

    def _send(
        self,
        pool: urllib3.PoolManager,
        method: str,
        url: str,
        content: str | None,
        headers: Mapping[str, str],
    ) -> Response:
        self.requests += 1
        answer = pool.request(
            method, self.connection.server + url, body=content, headers=headers, redirect=False
        )
        for warning in answer.headers.getlist("Warning"):
            self.warnings[_warning_text(warning)] = None
        text = answer.data
        if "json" in (answer.headers.get("Content-Type") or ""):
            return Response(answer.status, answer.headers, json.loads(text) if text else {})
        return Response(answer.status, answer.headers, text.decode(errors="replace"))

    def _renew(self, version: int) -> None:
        """Ask for new credentials once, however many threads met the 401."""
        with self._lock:
            if self._version == version:
                self._use(self.connection.credentials())

    def _use(self, credentials: Credentials) -> None:
        connection = self.connection
        options: dict[str, Any] = {
            "num_pools": 2,
            "maxsize": self.connections,
            "block": True,
            "retries": False,
            "timeout": urllib3.Timeout(connect=CONNECT_TIMEOUT, read=READ_TIMEOUT),
        }
        if connection.server.startswith("https"):
            options["ssl_context"] = ssl_context(connection, credentials)
            if connection.insecure:
                options["assert_hostname"] = False
                urllib3.disable_warnings()
            elif connection.server_name:
                options["server_hostname"] = connection.server_name
                options["assert_hostname"] = connection.server_name
        proxy = connection.proxy or _proxy_of(connection.server)
        self._pool = (
            urllib3.ProxyManager(proxy, **options) if proxy else urllib3.PoolManager(**options)
        )
        self._headers = _headers(credentials)
        self._version = getattr(self, "_version", -1) + 1

    def _unreachable(self, error: HTTPError) -> Unreachable:
        connection = self.connection
        hint = "is it running, and is this the right kubeconfig?"
        if isinstance(error, SSLError) or "certificate" in str(error).lower():
            hint = "the kubeconfig's CA or client certificate is not this server's"
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


def _headers(credentials: Credentials) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": "cloudnative.platform",
    }
    if credentials.token:
        headers["Authorization"] = f"Bearer {credentials.token}"
    elif credentials.basic:
        encoded = base64.b64encode(credentials.basic.encode()).decode()
        headers["Authorization"] = f"Basic {encoded}"
    return headers


def _refusal(method: str, path: str, response: Response) -> ApiError:
    if isinstance(response.data, dict):
        return ApiError(method, path, response.status, response.data)
    return ApiError(method, path, response.status, {}, str(response.data)[:1000])


def _proxy_of(server: str) -> str:
    """The proxy that the environment names for a server, or an empty text."""
    parts = urlsplit(server)
    if proxy_bypass(parts.hostname or ""):
        return ""
    return getproxies().get(parts.scheme, "")


def _warning_text(header: str) -> str:
    """The text of a Warning header: ``299 - "text"``."""
    _, quote, text = header.partition('"')
    return text.rstrip('"').replace('\\"', '"') if quote else header
