# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs a command in a container over the API server's WebSocket (``pods/exec``)."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import websocket

from .._kube.config import Connection, Credentials
from .._kube.tls import ssl_context
from .model import ProofError

# One byte in front of every message names its stream.
PROTOCOL = "v4.channel.k8s.io"
STDOUT, STDERR, STATUS = 1, 2, 3


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str


class Executor:
    """Runs commands; every run has a connection of its own, so it is safe for threads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(
        self, namespace: str, pod: str, container: str, command: list[str], timeout: float
    ) -> Done:
        """Run a command and wait for its end, at most ``timeout`` seconds.

        Raises:
            ProofError: the command could not be run or did not end in time.
        """
        where = f"{namespace}/{pod}"
        query = [("container", container), ("stdout", "true"), ("stderr", "true")]
        query += [("command", word) for word in command]
        path = f"/api/v1/namespaces/{namespace}/pods/{pod}/exec?{urlencode(query)}"
        deadline = time.monotonic() + timeout
        try:
            socket = self._open(path, timeout)
            try:
                return _read(socket, deadline)
            finally:
                socket.close(timeout=1)
        except (websocket.WebSocketTimeoutException, TimeoutError) as error:
            raise ProofError(f"the command in {where} did not end in {timeout:.0f} s") from error
        except websocket.WebSocketBadStatusException as error:
            says = (error.resp_body or b"").decode(errors="replace")[:300]
            raise ProofError(
                f"the server refuses to run a command in {where}: {error.status_code} {says}"
            ) from error
        except (websocket.WebSocketException, OSError) as error:
            raise ProofError(f"no command can be run in {where}: {error}") from error

    def _open(self, path: str, timeout: float) -> websocket.WebSocket:
        credentials = self._connection.credentials()
        # https becomes wss, http becomes ws.
        url = "ws" + self._connection.server.removeprefix("http") + path
        options: dict[str, Any] = {}
        if url.startswith("wss"):
            options["context"] = ssl_context(self._connection, credentials)
            if self._connection.server_name:
                options["server_hostname"] = self._connection.server_name
        return websocket.create_connection(
            url,
            timeout=timeout,
            header=_authorization(credentials),
            subprotocols=[PROTOCOL],
            sslopt=options,
            suppress_origin=True,
        )


def _authorization(credentials: Credentials) -> list[str]:
    return [f"Authorization: Bearer {credentials.token}"] if credentials.token else []


def _read(socket: websocket.WebSocket, deadline: float) -> Done:
    streams = {STDOUT: b"", STDERR: b"", STATUS: b""}
    while not streams[STATUS]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        socket.settimeout(left)
        message = socket.recv()
        data = message.encode() if isinstance(message, str) else message
        if not data:
            raise ProofError("the connection closed before the command ended")
        streams[data[0]] = streams.get(data[0], b"") + data[1:]
    return Done(
        exit_code(json.loads(streams[STATUS])),
        streams[STDOUT].decode(errors="replace"),
        streams[STDERR].decode(errors="replace"),
    )


def exit_code(status: dict[str, Any]) -> int:
    """The exit code in the Status object that ends a command.

    Raises:
        ProofError: the command could not be started.
    """
    if status.get("status") == "Success":
        return 0
    for cause in (status.get("details") or {}).get("causes") or []:
        if cause.get("reason") == "ExitCode":
            return int(cause["message"])
    raise ProofError(f"the command could not be run: {status.get('message')}")
