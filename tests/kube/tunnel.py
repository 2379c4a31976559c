# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""An HTTP proxy as companies have it: it opens ways by CONNECT and knows names of its own."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from typing import Any

from kube.background import Serving

SIZE = 65536


class Tunnel(Serving):
    """A proxy on loopback that leads every name to 127.0.0.1.

    ``wants``: the Proxy-Authorization that it asks for, ``opened``: the targets that it let pass.
    """

    def __init__(self, wants: str = ""):
        self.wants = wants
        self.opened: list[str] = []
        self._listener = _Listener(self)
        super().__init__(self._listener)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._listener.server_address[1]}"


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, tunnel: Tunnel):
        super().__init__(("127.0.0.1", 0), _Way)
        self.tunnel = tunnel

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Either side may go away at any time."""


class _Way(socketserver.StreamRequestHandler):
    """One connection and where it leads."""

    server: _Listener
    rbufsize = 0  # what follows the headers is not ours to read

    def handle(self) -> None:
        """Open the way, then copy in both directions until one side ends."""
        _, target, _ = self.rfile.readline().decode().split()
        headers = self._headers()
        tunnel = self.server.tunnel
        if headers.get("proxy-authorization", "") != tunnel.wants:
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return
        tunnel.opened.append(target)
        port = int(target.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as other:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_copy, args=[other, self.request])
            back.start()
            _copy(self.request, other)
            back.join()

    def _headers(self) -> dict[str, str]:
        found = {}
        while line := self.rfile.readline().decode().strip():
            name, _, value = line.partition(":")
            found[name.lower()] = value.strip()
        return found


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(SIZE):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
