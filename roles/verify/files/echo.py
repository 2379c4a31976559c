"""Answers every request with the request: its path, its headers and who sent it.

The server side of the proofs: what the mesh tells a workload about its caller is read here.
"""

import json
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Echo(BaseHTTPRequestHandler):
    """Says back what came in, as JSON; header names in lower case."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = {"path": self.path, "headers": headers, "peer": self.client_address[0]}
        body = json.dumps(seen).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Stay silent: the proofs read answers, not logs."""


if __name__ == "__main__":
    # Pid 1 has no default handlers: without this the pod would die only by force.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("", int(sys.argv[1])), Echo).serve_forever()
