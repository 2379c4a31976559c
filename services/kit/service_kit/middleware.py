"""Around every request: ids, one log line, metrics, and no exception beyond it."""

from __future__ import annotations

import logging
import re
import time
import uuid
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service_kit import logs
from service_kit.metrics import Metrics
from service_kit.problems import problem

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
# version-traceid-parentid-flags; https://www.w3.org/TR/trace-context/
TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}"
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked for every few seconds by machines.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

access = logging.getLogger("service_kit.access")
log = logging.getLogger(__name__)


class Telemetry:
    """ASGI middleware; the outermost of the application's own."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ids = _ids(Headers(scope=scope))
        token = logs.context.set(ids)
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = ids["request_id"]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            log.exception("unexpected error")
            if status:  # the head is out: only breaking off tells that the rest is missing
                raise
            await problem(HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, send_with_id)
        finally:
            self._report(scope, status, time.perf_counter() - started)
            logs.context.reset(token)

    def _report(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", "unknown")
        self._metrics.observe(method, route, status, seconds)
        access.log(
            logging.DEBUG if route in QUIET else logging.INFO,
            "%s %s %s",
            method,
            scope["path"],
            status,
            extra={"status": status, "route": route, "milliseconds": round(seconds * 1000, 1)},
        )


def _ids(headers: Headers) -> dict[str, str]:
    given = headers.get("x-request-id", "")
    ids = {"request_id": given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex}
    if trace := TRACEPARENT.fullmatch(headers.get("traceparent", "")):
        ids["trace_id"] = trace[1]
    return ids
