"""Stands in for the cluster behind the emulated EKS where a test needs none: it answers /readyz.

``python control_plane.py ADDRESS CERTIFICATE KEY`` serves until it is ended.
"""

from __future__ import annotations

import ssl
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORT = 6443
ISSUER = "https://kubernetes.default.svc.cluster.local"
MANIFEST = f"""
spec:
  containers:
    - command: [kube-apiserver, --service-cluster-ip-range=10.96.0.0/16, --service-account-issuer={ISSUER}]
"""  # noqa: E501 (a flow list on one line)


class Answer(BaseHTTPRequestHandler):
    """``ok`` for /readyz, 404 for everything else."""

    def do_GET(self) -> None:
        ready = self.path == "/readyz"
        self.send_response(200 if ready else 404)
        self.end_headers()
        self.wfile.write(b"ok" if ready else b"")

    def log_message(self, format: str, *args: object) -> None:
        """Silence: it is asked all the time."""


def main(address: str, certificate: str, key: str) -> None:
    """Serve."""
    server = ThreadingHTTPServer((address, PORT), Answer)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(certificate), Path(key))
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
