# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What kubelets and controllers tell: events, and the logs of containers."""

from __future__ import annotations

import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kube.background import Serving
from kube.conftest import apply_objects
from kube.objects import Object
from kube.server import KubeServer
from kube.writes import write_status


def tell(client: Any, body: Object, reason: str, message: str, kind: str = "Warning") -> None:
    """Record an event about an object that has been seen four times."""
    metadata = body["metadata"]
    names = {key: metadata[key] for key in ("name", "namespace") if metadata.get(key)}
    client.create(
        {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {
                "generateName": "event-",
                "namespace": metadata.get("namespace") or "default",
            },
            "involvedObject": {"apiVersion": body["apiVersion"], "kind": body["kind"], **names},
            "type": kind,
            "reason": reason,
            "message": message,
            "count": 4,
        }
    )


class Kubelet(Serving):
    """A node that has nothing but logs.

    ``logs``: text by container; the log of the run before under ``<container>/previous``.
    """

    def __init__(self, server: KubeServer, client: Any, name: str, logs: dict[str, str]):
        self.name = name
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server.folder / "server.crt", server.folder / "server.key")
        listener = ThreadingHTTPServer(("127.0.0.1", 0), _handler(logs))
        listener.socket = context.wrap_socket(listener.socket, server_side=True)
        super().__init__(listener)
        node: Object = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}
        apply_objects(client, [node])
        port = {"kubeletEndpoint": {"Port": listener.server_port}}
        address = {"type": "InternalIP", "address": "127.0.0.1"}
        node["metadata"]["namespace"] = ""
        write_status(client, node, {"addresses": [address], "daemonEndpoints": port})


def _handler(logs: dict[str, str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            query = parse_qs(address.query)
            container = address.path.rpartition("/")[2]
            previous = "/previous" if query.get("previous") == ["true"] else ""
            lines = logs[container + previous].splitlines(keepends=True)
            tail = int(query.get("tailLines", ["1000"])[0])
            content = "".join(lines[-tail:]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    return Handler
