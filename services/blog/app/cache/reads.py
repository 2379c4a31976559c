"""Answers reads from the cache, around the application."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from prometheus_client import Counter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.cache.answers import Answers
from app.cache.places import Place, place
from service_kit.metrics import Metrics
from service_kit.tracing import Tracing

LARGEST = 256 * 1024  # bytes of an answer that is kept
CALL = {"db.system.name": "redis", "db.operation.name": "HGET"}


class CachedReads:
    """ASGI middleware: what is kept is answered as it is, byte for byte, and runs no other code.

    Args:
        app: answers what is not kept.
        answers: the cache.
        metrics: counts hits and misses.
        tracing: makes a span for each look into the cache.
    """

    def __init__(self, app: ASGIApp, answers: Answers, metrics: Metrics, tracing: Tracing) -> None:
        self._app = app
        self._answers = answers
        self._tracing = tracing
        reads = Counter(
            "blog_cache_reads",
            "Reads that the cache could have answered; hit: it did.",
            ("result",),
            registry=metrics.registry,
        )
        self._hits, self._misses = reads.labels("hit"), reads.labels("miss")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        where = None
        if scope["type"] == "http" and scope["method"] == "GET":
            where = place(scope["path"], scope["query_string"])
        if where is None:
            await self._app(scope, receive, send)
            return
        with self._tracing.call("HGET", CALL):
            body = await self._answers.find(where.tag, where.name)
        if body is None:
            self._misses.inc()
            await self._read(where, scope, receive, send)
            return
        self._hits.inc()
        scope["route"] = where  # as the application's routes do, for logs and metrics
        length = str(len(body)).encode()
        headers = [(b"content-length", length), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _read(self, where: Place, scope: Scope, receive: Receive, send: Send) -> None:
        lease = await self._answers.lease(where.tag)
        if lease is None:
            await self._app(scope, receive, send)
            return
        copy = _Copy(send)
        await self._app(scope, receive, copy.send)
        if copy.whole:
            await self._answers.keep(where.tag, where.name, lease, copy.body)


@dataclass
class _Copy:
    """Sends an answer on, and copies its body if it is one to keep."""

    forward: Send
    body: bytes = b""
    whole: bool = False
    _good: bool = False

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self._good = message["status"] == HTTPStatus.OK
        elif self._good:
            self.body += message.get("body", b"")
            self._good = len(self.body) <= LARGEST
            self.whole = self._good and not message.get("more_body")
        await self.forward(message)
