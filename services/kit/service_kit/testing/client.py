"""A client of an application with no socket between them, and what the application logs."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from service_kit import logs


def connect(app: FastAPI, **headers: str) -> AsyncClient:
    """A client that sends ``headers`` with each request."""
    transport = ASGITransport(app)
    return AsyncClient(transport=transport, base_url="http://service", headers=headers)


class Lines:
    """The log lines so far; each of them must be JSON."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def read(self) -> list[dict[str, object]]:
        """All lines since the start."""
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@contextmanager
def logged() -> Iterator[Lines]:
    """The log lines of everything inside."""
    written, root = Lines(), logging.getLogger()
    handler, level = logging.StreamHandler(written.stream), root.level
    handler.setFormatter(logs.JsonFormatter())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
