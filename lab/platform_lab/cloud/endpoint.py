"""The address where AWS answers: over TLS to whoever begins with a handshake, else over HTTP."""

from __future__ import annotations

import socket
import ssl
from contextvars import ContextVar
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import ThreadedWSGIServer

# Whether the request that is worked on has come over TLS.
over_tls: ContextVar[bool] = ContextVar("over_tls", default=False)
# The first byte of a handshake; no HTTP method begins with it.
_HANDSHAKE = b"\x16"


class Handler(MotoRequestHandler):
    """Tells the application how a request has come."""

    def make_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().make_environ()
        safe = isinstance(self.connection, ssl.SSLSocket)
        return environ | {"wsgi.url_scheme": "https" if safe else "http"}


class Endpoint(ThreadedWSGIServer):
    """A WSGI server for both on one port.

    Args:
        address: IP address to listen on.
        port: TCP port; 0 for any.
        app: the application.
        context: with the server's certificate.
    """

    def __init__(self, address: str, port: int, app: Any, context: ssl.SSLContext) -> None:
        super().__init__(address, port, app, Handler)
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve one connection, in a thread of its own."""
        if request.recv(1, socket.MSG_PEEK) != _HANDSHAKE:
            super().finish_request(request, client_address)
            return
        with self._context.wrap_socket(request, server_side=True) as safe:
            super().finish_request(safe, client_address)
