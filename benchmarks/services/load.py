"""A small HTTP/1.1 loader: keep-alive connections, each with one request at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What one run saw.

    Attributes:
        requests: answered requests.
        seconds: how long they took together.
        latencies: seconds of each, in order of size.
    """

    requests: int
    seconds: float
    latencies: Sequence[float]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    def quantile(self, share: float) -> float:
        """Seconds within which ``share`` (0 to 1) of the requests were answered."""
        return self.latencies[min(int(share * self.requests), self.requests - 1)]


class _Connection(asyncio.Protocol):
    """Asks for ``paths`` in turn until ``deadline``; every answer must be ``expected``."""

    def __init__(self, paths: Sequence[str], deadline: float, expected: bytes) -> None:
        self._requests = [f"GET {path} HTTP/1.1\r\nHost: load\r\n\r\n".encode() for path in paths]
        self._deadline = deadline
        self._expected = expected
        self._received = b""
        self.latencies: list[float] = []
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (for the types)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank or len(body) < len(self._expected):
            return
        if not head.startswith(b"HTTP/1.1 200 ") or body != self._expected:
            self._fail(RuntimeError(f"not the expected answer: {self._received[:500]!r}"))
            return
        self._received = b""
        now = time.perf_counter()
        self.latencies.append(now - self._asked)
        if now < self._deadline:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(self._requests[len(self.latencies) % len(self._requests)])

    def _fail(self, error: Exception) -> None:
        self.ended.set_exception(error)
        self._transport.close()


async def run(
    port: int, paths: Sequence[str], expected: bytes, connections: int, seconds: float
) -> Load:
    """Load a local server.

    Args:
        port: of 127.0.0.1.
        paths: asked for in turn.
        expected: body of each answer.
        connections: at once.
        seconds: for how long.

    Raises:
        RuntimeError: an answer is not ``200`` with the expected body.
    """
    loop, started = asyncio.get_running_loop(), time.perf_counter()
    opened = []
    for _ in range(connections):
        made = lambda: _Connection(paths, started + seconds, expected)  # noqa: E731
        opened.append((await loop.create_connection(made, "127.0.0.1", port))[1])
    await asyncio.gather(*(one.ended for one in opened))
    latencies = sorted(latency for one in opened for latency in one.latencies)
    return Load(len(latencies), time.perf_counter() - started, latencies)
