"""Around every request: ids, a span, one log line, metrics, and no exception beyond it."""

from __future__ import annotations

import logging
import re
import time
import uuid
from contextlib import ExitStack
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service_kit import logs, tracing
from service_kit.metrics import Metrics
from service_kit.problems import problem
from service_kit.tracing import Tracing

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,128}")
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
    """ASGI middleware; the outermost of the application's own.

    Args:
        app: what is around.
        metrics: where requests are counted.
        tracing: where their spans are made.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing | None) -> None:
        self._app = app
        self._metrics = metrics
        self._tracing = tracing if tracing and tracing.on else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = _Request(scope, send)
        with ExitStack() as stack:
            span = None
            if self._tracing and scope["path"] not in QUIET:
                span = stack.enter_context(
                    self._tracing.request(request.method, scope["path"], request.parent)
                )
                request.ids["trace_id"] = tracing.trace_id(span)
            token = logs.context.set(request.ids)
            try:
                await self._serve(request, scope, receive)
            finally:
                self._report(request, scope)
                if span:
                    tracing.finish(span, request.method, _route(scope), request.status)
                logs.context.reset(token)

    async def _serve(self, request: _Request, scope: Scope, receive: Receive) -> None:
        try:
            await self._app(scope, receive, request.send)
        except Exception:
            log.exception("unexpected error")
            if request.status:  # the head is out: only breaking off tells that the rest is missing
                raise
            await problem(HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, request.send)

    def _report(self, request: _Request, scope: Scope) -> None:
        seconds = time.perf_counter() - request.started
        method, route, status = request.method, _route(scope), request.status
        self._metrics.observe(method, route, status, seconds, request.ids.get("trace_id"))
        level = logging.DEBUG if route in QUIET else logging.INFO
        if access.isEnabledFor(level):
            access.log(
                level,
                "%s %s %s",
                method,
                scope["path"],
                status,
                extra={"status": status, "route": route, "milliseconds": round(seconds * 1000, 1)},
            )


class _Request:
    """What is known of a request that is being served."""

    def __init__(self, scope: Scope, send: Send) -> None:
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex.encode()
        parent = headers.get(b"traceparent", b"").decode("latin-1")
        known = TRACEPARENT.fullmatch(parent)
        self.started = time.perf_counter()
        self.status = 0
        self.method: str = scope["method"] if scope["method"] in METHODS else "other"
        self.parent = parent if known else ""
        self.ids = {"request_id": request_id.decode()}
        if known:
            self.ids["trace_id"] = known[1]
        self._header = (b"x-request-id", request_id)
        self._send = send

    async def send(self, message: Message) -> None:
        """Send a part of the answer; its head tells the request's id."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), self._header]
        await self._send(message)


def _route(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "unknown")
