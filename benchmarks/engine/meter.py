"""Counts what reached the server: writes in etcd, requests in the API server's own metrics."""

from __future__ import annotations

import re
import ssl
import urllib.request
from collections.abc import Set
from dataclasses import dataclass

from kube.server import ADMIN, KubeServer

COUNTER = re.compile(r"^apiserver_request_total\{(.*)\} ([0-9.e+]+)$", re.MULTILINE)
RESOURCE = re.compile(r'(?:^|,)resource="([^"]*)"')


@dataclass(frozen=True)
class Reading:
    """Counters at one moment."""

    revision: int
    requests: int


class Meter:
    """The counters of one server for one set of objects."""

    def __init__(self, server: KubeServer, word: str, plurals: Set[str]):
        self._server = server
        self._word = word
        self._plurals = plurals

    def read(self) -> Reading:
        """The counters now. ``requests`` are those for the kinds of the set."""
        return Reading(self._server.revision(), self._requests())

    def writes_since(self, reading: Reading) -> int:
        """How many keys of the set were written."""
        return len(self._server.written_since(reading.revision, self._word))

    def _requests(self) -> int:
        total = 0.0
        for labels, count in COUNTER.findall(metrics(self._server)):
            found = RESOURCE.search(labels)
            if found and found[1] in self._plurals:
                total += float(count)
        return round(total)


def metrics(server: KubeServer) -> str:
    """The metrics of the API server."""
    context = ssl.create_default_context(cafile=str(server.folder / "server.crt"))
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    headers = {"Authorization": f"Bearer {ADMIN}"}
    request = urllib.request.Request(f"{server.url}/metrics", headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, context=context) as answer:  # noqa: S310
        text: str = answer.read().decode()
        return text
