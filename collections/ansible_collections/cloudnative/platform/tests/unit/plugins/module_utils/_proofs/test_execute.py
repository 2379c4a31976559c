"""How a command in a container ends, as the API server tells it."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.config import (
    Connection,
    Credentials,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.execute import (
    Done,
    Executor,
    exit_code,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import ProofError

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
SUCCESS = {"status": "Success"}
FAILURE = {
    "status": "Failure",
    "reason": "NonZeroExitCode",
    "details": {"causes": [{"reason": "ExitCode", "message": "3"}]},
}


def frame(channel: int, text: str) -> bytes:
    payload = bytes([channel]) + text.encode()
    return b"\x82" + bytes([len(payload)]) + payload


@contextmanager
def server(frames: list[bytes], status: str = "101 Switching Protocols") -> Iterator[Connection]:
    """An API server for one exec request, over plain HTTP."""
    asked: list[str] = []

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            request = connection.recv(65536).decode()
            asked.append(request)
            fields = dict(line.split(": ", 1) for line in request.split("\r\n")[1:] if ": " in line)
            digest = hashlib.sha1((fields["Sec-WebSocket-Key"] + GUID).encode()).digest()  # noqa: S324
            head = [
                f"HTTP/1.1 {status}",
                "Upgrade: websocket",
                "Connection: Upgrade",
                f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}",
                f"Sec-WebSocket-Protocol: {fields['Sec-WebSocket-Protocol']}",
            ]
            connection.sendall("\r\n".join([*head, "", ""]).encode() + b"".join(frames))
            # Stays open until the client leaves, as the API server does.
            connection.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield Connection(url, "test", lambda: Credentials(token="secret"))
        thread.join(5)
    assert "GET /api/v1/namespaces/n/pods/p/exec?container=c&" in asked[0]
    assert "command=echo&command=a+b" in asked[0]
    assert "Authorization: Bearer secret" in asked[0]


def run(connection: Connection, timeout: float = 5) -> Done:
    return Executor(connection).run("n", "p", "c", ["echo", "a b"], timeout)


def test_output_comes_in_pieces_and_the_status_ends_it() -> None:
    frames = [frame(1, "one "), frame(2, "oops"), frame(1, "two"), frame(3, json.dumps(SUCCESS))]
    with server(frames) as connection:
        assert run(connection) == Done(0, "one two", "oops")


def test_exit_code_of_the_command_is_told() -> None:
    with server([frame(2, "bad"), frame(3, json.dumps(FAILURE))]) as connection:
        assert run(connection) == Done(3, "", "bad")


def test_command_that_does_not_end_is_given_up() -> None:
    with (
        server([frame(1, "still here")]) as connection,
        pytest.raises(ProofError, match="n/p did not end in 0 s"),
    ):
        run(connection, timeout=0.3)


def test_refusal_of_the_server_is_told() -> None:
    with server([], "404 Not Found") as connection, pytest.raises(ProofError, match="404"):
        run(connection)


def test_server_that_is_away_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ProofError, match="no command can be run in n/p"):
        run(Connection(url, "test", Credentials))


def test_command_that_could_not_start_is_no_exit_code() -> None:
    with pytest.raises(ProofError, match="no such file"):
        exit_code({"status": "Failure", "message": "no such file"})
