"""Asking a registry, against a small HTTP server on this machine."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator

import pytest

from platform_lab.errors import LabError
from platform_lab.images.registry import KEY_ANNOTATION, Registry

MANIFESTS = {
    "/v2/": b"{}",
    "/v2/library/keyed/manifests/1": json.dumps({"annotations": {KEY_ANNOTATION: "abc"}}).encode(),
    "/v2/library/plain/manifests/1": b"{}",
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = MANIFESTS.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def registry() -> Iterator[Registry]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Registry(f"127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()


def test_the_key_is_read_from_the_manifest(registry: Registry) -> None:
    assert registry.key("docker.io/library/keyed", "1") == "abc"
    assert registry.key("docker.io/library/plain", "1") is None
    assert registry.key("docker.io/library/keyed", "2") is None


def test_the_digest_is_that_of_the_manifest(registry: Registry) -> None:
    expected = f"sha256:{hashlib.sha256(b'{}').hexdigest()}"
    assert registry.digest("docker.io/library/plain", "1") == expected
    assert registry.digest("docker.io/library/none", "1") is None


def test_a_registry_that_is_up_answers(registry: Registry) -> None:
    assert registry.answers()
    registry.wait(seconds=0)


def test_a_registry_that_is_down_is_told() -> None:
    down = Registry("127.0.0.1:9")
    assert not down.answers()
    with pytest.raises(LabError, match=r"cannot be reached on 127\.0\.0\.1:9.*make lab-up"):
        down.key("docker.io/library/x", "1")
    with pytest.raises(LabError, match=r"does not answer on 127\.0\.0\.1:9"):
        down.wait(seconds=0)


def test_references_in_the_registry() -> None:
    registry = Registry("172.30.0.2:5000")
    assert registry.reference("quay.io/cilium/cilium", "v1") == "172.30.0.2:5000/cilium/cilium:v1"
