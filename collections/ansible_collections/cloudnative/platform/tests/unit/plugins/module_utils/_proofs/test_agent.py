"""What the agent says of real sockets of this machine."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import agent

HELLO = "0000000804d2162f"


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port whose first connection is given to ``serve``."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def accept() -> None:
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                return
            with connection:
                serve(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


def ask(kind: str, port: int, **more: Any) -> dict[str, Any]:
    probe = {"kind": kind, "host": "127.0.0.1", "port": port, "timeout": 0.3} | more
    [answer] = agent.run([probe])
    return answer


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.recv(1)


def page(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno")


def test_page_is_an_answer_with_its_status() -> None:
    with server(page) as port:
        answer = ask("http", port)
    assert (answer["outcome"], answer["status"], answer["body"]) == ("answered", 404, "no")


def test_closed_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert ask("tcp", port)["outcome"] == "refused"
    assert ask("http", port)["outcome"] == "refused"


def test_connection_that_is_reset() -> None:
    with server(reset) as port:
        assert ask("http", port)["outcome"] == "reset"


def test_connection_that_is_closed_without_an_answer_is_reset() -> None:
    with server(lambda connection: None) as port:
        assert ask("tcp", port, send=HELLO)["outcome"] == "reset"


def test_silence_is_a_timeout_and_bounded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = ask("tcp", silent.getsockname()[1], send=HELLO)
    assert answer["outcome"] == "timeout"
    assert answer["ms"] < 1000


def test_first_byte_of_the_far_side_is_told() -> None:
    with server(lambda connection: connection.recv(8) and connection.sendall(b"S")) as port:
        answer = ask("tcp", port, send=HELLO)
    assert (answer["outcome"], answer["body"]) == ("answered", "53")


def test_connection_alone_is_enough_where_nothing_is_sent() -> None:
    with server(lambda connection: None) as port:
        assert ask("tcp", port)["outcome"] == "answered"


def test_name_of_this_machine_resolves_and_a_wrong_one_does_not() -> None:
    known, unknown = agent.run(
        [
            {"kind": "dns", "host": "localhost", "timeout": 5},
            {"kind": "dns", "host": "no-such-name.invalid", "timeout": 5},
        ]
    )
    assert known["outcome"] == "answered"
    assert "127.0.0.1" in known["body"] or "::1" in known["body"]
    assert unknown["outcome"] in ("unresolved", "timeout")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (socket.gaierror(-2, "unknown"), "unresolved"),
        (ConnectionRefusedError(), "refused"),
        (ConnectionResetError(), "reset"),
        (BrokenPipeError(), "reset"),
        (TimeoutError(), "timeout"),
        (OSError(113, "no route"), "unreachable"),
        (OSError(5, "broken"), "error"),
    ],
)
def test_every_error_of_the_network_has_a_name(error: Exception, outcome: str) -> None:
    assert agent.outcome_of(error) == outcome


def test_answers_keep_the_order_of_the_questions_and_hanging_ones_do_not_hold_the_others() -> None:
    with server(page) as port, socket.create_server(("127.0.0.1", 0)) as silent:
        probes = [
            {"kind": "http", "host": "127.0.0.1", "port": silent.getsockname()[1], "timeout": 0.3},
            {"kind": "http", "host": "127.0.0.1", "port": port, "timeout": 2},
        ]
        command = [sys.executable, "-c", agent_source(), json.dumps(probes)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    assert [entry["outcome"] for entry in json.loads(done.stdout)] == ["timeout", "answered"]


def agent_source() -> str:
    from pathlib import Path

    return Path(agent.__file__).read_text("utf-8")
