# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Sends probes from inside a pod and says what was seen, as JSON.

Its source is handed to the pod's own Python, so it needs nothing but the standard library and
imports nothing of this collection; Python 3.10 is enough. Every probe ends in exactly one
outcome: ``answered``, ``refused``, ``reset``, ``timeout``, ``unresolved``, ``unreachable`` or
``error``.
"""

from __future__ import annotations

import errno
import http.client
import json
import os
import socket
import sys
import threading
import time
from typing import Any

Question = dict[str, Any]
Seen = dict[str, Any]

BODY_LIMIT = 4096
UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EPERM, errno.EACCES}


def outcome_of(error: Exception) -> str:
    """Name what an exception of the network means."""
    if isinstance(error, socket.gaierror):
        return "unresolved"
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    # http.client.RemoteDisconnected, a close without an answer, is a ConnectionResetError too.
    if isinstance(error, (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)):
        return "reset"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, OSError) and error.errno in UNREACHABLE:
        return "unreachable"
    return "error"


def probe_http(probe: Question) -> Seen:
    """One HTTP request over a new connection, following no redirect."""
    connection = http.client.HTTPConnection(probe["host"], probe["port"], timeout=probe["timeout"])
    try:
        connection.request("GET", probe.get("path", "/"), headers=probe.get("headers") or {})
        answer = connection.getresponse()
        body = answer.read(BODY_LIMIT).decode("utf-8", "replace")
        return {"outcome": "answered", "status": answer.status, "body": body}
    finally:
        connection.close()


def probe_tcp(probe: Question) -> Seen:
    """Connect; with ``send`` (hexadecimal) also wait for the first byte of an answer.

    A proxy accepts every connection, so only a byte from the far side shows that it was reached.
    """
    address = (probe["host"], probe["port"])
    with socket.create_connection(address, timeout=probe["timeout"]) as connection:
        if not probe.get("send"):
            return {"outcome": "answered"}
        connection.sendall(bytes.fromhex(probe["send"]))
        first = connection.recv(1)
        return {"outcome": "answered", "body": first.hex()} if first else {"outcome": "reset"}


def probe_dns(probe: Question) -> Seen:
    """Resolve a name with the pod's own resolver."""
    found = socket.getaddrinfo(probe["host"], None, proto=socket.IPPROTO_TCP)
    return {"outcome": "answered", "body": " ".join(sorted({str(entry[4][0]) for entry in found}))}


KINDS = {"http": probe_http, "tcp": probe_tcp, "dns": probe_dns}


def attempt(probe: Question, answers: list[Seen], index: int) -> None:
    """Run one probe and store its answer at ``index``."""
    start = time.monotonic()
    try:
        answer = KINDS[probe["kind"]](probe)
    except (OSError, http.client.HTTPException) as error:
        answer = {"outcome": outcome_of(error), "detail": str(error)}
    answer["ms"] = round((time.monotonic() - start) * 1000)
    answers[index] = answer


def run(probes: list[Question]) -> list[Seen]:
    """Run all probes at once; an answer for each, in order, whatever hangs."""
    answers: list[Seen] = [
        {"outcome": "timeout", "ms": round(probe["timeout"] * 1000)} for probe in probes
    ]
    threads = []
    for index, probe in enumerate(probes):
        thread = threading.Thread(target=attempt, args=(probe, answers, index), daemon=True)
        thread.start()
        threads.append((thread, probe["timeout"] + 0.5))
    start = time.monotonic()
    for thread, limit in threads:
        thread.join(max(0.0, limit - (time.monotonic() - start)))
    return list(answers)


if __name__ == "__main__":
    json.dump(run(json.loads(sys.argv[1])), sys.stdout)
    sys.stdout.flush()
    # A name server that never answers would hold its thread, and with it this process.
    os._exit(0)
