# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Answers as bytes, from a peer on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.route import Route
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wire import (
    Wire,
    WireError,
)

Speak = Callable[..., Wire]
LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
REQUEST = b"GET / HTTP/1.1\r\n\r\n"


@pytest.fixture
def speak() -> Iterator[Speak]:
    """Opens a connection whose peer sends these bytes and then closes, or waits."""
    listener = socket.create_server(("127.0.0.1", 0))
    peers: list[socket.socket] = []

    def connect(*parts: bytes, stays: bool = False) -> Wire:
        port = listener.getsockname()[1]
        wire = Wire(Route("127.0.0.1", port, "a", "", "", None, "", None))
        peer, _ = listener.accept()
        peers.append(peer)

        def answer() -> None:
            for part in parts:
                peer.recv(65536)
                peer.sendall(part)
            if not stays:
                with suppress(OSError):  # the test is over already
                    peer.shutdown(socket.SHUT_WR)

        threading.Thread(target=answer, daemon=True).start()
        return wire

    yield connect
    for opened in (listener, *peers):
        opened.close()


@pytest.mark.parametrize(
    ("answer", "body", "reusable"),
    [
        (LENGTH, b"hello", True),
        (CHUNKED + b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: z\r\n\r\n", b"hello", True),
        (b"HTTP/1.1 200 OK\r\n\r\nhello", b"hello", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + LENGTH, b"hello", True),
        (LENGTH.replace(b"\r\n\r\n", b"\r\nConnection: Close\r\n\r\n"), b"hello", False),
    ],
)
def test_bodies(speak: Speak, answer: bytes, body: bytes, reusable: bool) -> None:
    wire = speak(answer)
    head = wire.send(REQUEST)
    assert wire.read(head) == body
    assert wire.reusable == reusable


def test_connection_takes_one_request_after_the_other(speak: Speak) -> None:
    wire = speak(LENGTH, LENGTH.replace(b"hello", b"again"))
    assert [wire.read(wire.send(REQUEST)) for _ in range(2)] == [b"hello", b"again"]


def test_headers_and_warnings(speak: Speak) -> None:
    wire = speak(
        b"HTTP/1.1 429 Too Many Requests\r\nRETRY-After:  1 \r\nContent-Length: 0\r\n"
        b'Warning: 299 - "one"\r\nWarning: 299 - "two"\r\n\r\n'
    )
    head = wire.send(REQUEST)
    assert (head.status, head.headers["retry-after"]) == (429, "1")
    assert head.warnings == ['299 - "one"', '299 - "two"']


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"", "ended without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "ended without an answer"),
        (LENGTH[:-1], "in the middle"),
        (CHUNKED + b"5\r\nhel", "in the middle"),
        (CHUNKED + b"5\r\nhello\r\n", "ended without an answer"),
        (CHUNKED + b"what\r\n", "'what' is no number"),
        (b"SSH-2.0-OpenSSH\r\n", "not HTTP: 'SSH-2.0-OpenSSH'"),
        (b"HTTP/1.1 two\r\n\r\n", "not HTTP: 'two' is no number"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "'many' is no number"),
        (b"x" * 70000, "ended without an answer"),
    ],
)
def test_what_is_no_answer_is_an_error(speak: Speak, answer: bytes, says: str) -> None:
    wire = speak(answer)
    with pytest.raises(WireError, match=says):
        wire.read(wire.send(REQUEST))


def test_lines_come_whole_however_they_are_cut(speak: Speak) -> None:
    wire = speak(CHUNKED + b"3\r\none\r\n8\r\n\ntwo\n\nth\r\n4\r\nree\n\r\n4\r\ncut,\r\n0\r\n\r\n")
    assert list(wire.lines(wire.send(REQUEST))) == [b"one", b"two", b"three"]


def test_line_comes_before_the_next_one_is_there(speak: Speak) -> None:
    wire = speak(CHUNKED + b"4\r\none\n\r\n", stays=True)
    assert next(wire.lines(wire.send(REQUEST))) == b"one"


def test_stale_connections_are_known(speak: Speak) -> None:
    open_one, closed = speak(LENGTH, stays=True), speak(LENGTH)
    for wire in (open_one, closed):
        wire.read(wire.send(REQUEST))
    assert not open_one.is_stale()
    wait_until_readable(closed)
    assert closed.is_stale()


def test_close_wakes_the_thread_that_reads(speak: Speak) -> None:
    wire = speak(CHUNKED, stays=True)
    lines = wire.lines(wire.send(REQUEST))
    ended = threading.Event()

    def read() -> None:
        with pytest.raises(OSError):
            next(lines)
        ended.set()

    threading.Thread(target=read, daemon=True).start()
    assert not ended.wait(0.1)
    wire.close()
    assert ended.wait(10)


def test_silence_has_an_end(speak: Speak) -> None:
    wire = speak(CHUNKED, stays=True)
    lines = wire.lines(wire.send(REQUEST))
    wire.wait_at_most(0.05)
    with pytest.raises(TimeoutError):
        next(lines)


def wait_until_readable(wire: Wire) -> None:
    """Return when the end of the peer has arrived."""
    wire._socket.settimeout(10)
    wire._socket.recv(1, socket.MSG_PEEK)
