"""The bare loader: what the server takes from a client that does nothing but send.

Its requests are made beforehand. The time counts from the first byte to the
last answer: no start of Python, no reading of manifests, no look at what exists.
"""

from __future__ import annotations

import argparse
import http.client
import json
import ssl
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

HEADERS = {"Content-Type": "application/apply-patch+yaml", "Accept": "application/json"}
POLL = 0.01
Request = tuple[str, bytes]


class Loader:
    """Sends stages of requests over a number of kept-alive connections."""

    def __init__(self, server: str, authority: str, token: str, connections: int):
        context = ssl.create_default_context(cafile=authority)
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        host = urlsplit(server).netloc
        self.headers = {**HEADERS, "Authorization": f"Bearer {token}"}
        self.connections = [
            http.client.HTTPSConnection(host, context=context) for _ in range(connections)
        ]
        for connection in self.connections:
            connection.connect()

    def send(self, requests: list[Request]) -> None:
        """Send all requests of a stage; every connection takes the next one."""
        waiting, lock = iter(requests), Lock()

        def work(connection: http.client.HTTPSConnection) -> None:
            for path, body in _taken(waiting, lock):
                self._one(connection, path, body)

        with ThreadPoolExecutor(len(self.connections)) as pool:
            list(pool.map(work, self.connections))

    def settle(self, paths: list[str]) -> None:
        """Return when the CRDs at these paths are established."""
        for path in paths:
            while not self._established(path):
                time.sleep(POLL)

    def _one(self, connection: http.client.HTTPSConnection, path: str, body: bytes) -> None:
        while True:
            connection.request("PATCH", path, body, self.headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status < 300:
                return
            # A kind just established is served a moment later.
            if answer.status != 404:
                raise SystemExit(f"{answer.status} for {path}: {text.decode()[:500]}")
            time.sleep(POLL)

    def _established(self, path: str) -> bool:
        connection = self.connections[0]
        connection.request("GET", path, headers=self.headers)
        status = json.loads(connection.getresponse().read()).get("status") or {}
        found = {entry["type"]: entry["status"] for entry in status.get("conditions") or []}
        return found.get("Established") == "True"


def _taken(waiting: Iterator[Request], lock: Lock) -> Iterator[Request]:
    while True:
        with lock:
            request = next(waiting, None)
        if request is None:
            return
        yield request


def main() -> None:
    """Send the stages of a file and print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="JSON: server, authority, token, stages")
    parser.add_argument("connections", type=int)
    arguments = parser.parse_args()
    plan: dict[str, Any] = json.loads(arguments.file.read_text())
    stages = [[(path, body.encode()) for path, body in stage] for stage in plan["stages"]]
    loader = Loader(plan["server"], plan["authority"], plan["token"], arguments.connections)
    started = time.monotonic()
    for stage in stages:
        loader.send(stage)
        crds = [
            path.partition("?")[0] for path, _ in stage if "/customresourcedefinitions/" in path
        ]
        loader.settle(crds)
    sys.stdout.write(json.dumps({"seconds": time.monotonic() - started}) + "\n")


if __name__ == "__main__":
    main()
