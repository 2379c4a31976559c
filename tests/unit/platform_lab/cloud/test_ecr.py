"""ECR shows what the registry holds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.exceptions import ClientError

from support.cloud import Emulator

MANIFEST = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"size": 100, "digest": "sha256:" + "c" * 64},
        "layers": [{"size": 1000, "digest": "sha256:" + "a" * 64}],
    }
)
DIGEST = "sha256:" + "d" * 64


class Registry(BaseHTTPRequestHandler):
    """Answers as a registry with one image of two tags."""

    def do_GET(self) -> None:
        if self.path == "/v2/blog/tags/list":
            self._answer(json.dumps({"name": "blog", "tags": ["v1", "latest"]}))
        elif self.path.startswith("/v2/blog/manifests/"):
            self._answer(MANIFEST)
        else:
            self.send_error(404)

    def _answer(self, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
        self.send_header("Docker-Content-Digest", DIGEST)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' own output is enough."""


@pytest.fixture
def registry(emulator: Emulator) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    emulator.lab.settings = replace(emulator.lab.settings, registry=url)
    yield url
    server.shutdown()


def test_images_are_those_of_the_registry(emulator: Emulator, registry: str) -> None:
    ecr = emulator.client("ecr")
    uri = ecr.create_repository(repositoryName="blog")["repository"]["repositoryUri"]
    assert uri.endswith(".dkr.ecr.ap-northeast-2.amazonaws.com/blog")
    [image] = ecr.describe_images(repositoryName="blog")["imageDetails"]
    assert (image["imageDigest"], sorted(image["imageTags"])) == (DIGEST, ["latest", "v1"])
    assert image["imageSizeInBytes"] == 1100
    listed = ecr.list_images(repositoryName="blog")["imageIds"]
    assert {item["imageTag"] for item in listed} == {"latest", "v1"}
    got = ecr.batch_get_image(repositoryName="blog", imageIds=[{"imageTag": "v1"}])
    assert got["images"][0]["imageManifest"] == MANIFEST
    again = ecr.describe_images(repositoryName="blog")["imageDetails"]
    assert again == [image]


def test_a_repository_without_images_is_empty(emulator: Emulator, registry: str) -> None:
    ecr = emulator.client("ecr")
    ecr.create_repository(repositoryName="other")
    assert ecr.describe_images(repositoryName="other")["imageDetails"] == []


def test_the_login_is_for_the_registry_and_valid(emulator: Emulator, registry: str) -> None:
    [data] = emulator.client("ecr").get_authorization_token()["authorizationData"]
    assert data["proxyEndpoint"] == registry
    assert data["expiresAt"] > datetime.now(UTC)


def test_images_are_not_said_to_be_deleted(emulator: Emulator, registry: str) -> None:
    ecr = emulator.client("ecr")
    ecr.create_repository(repositoryName="blog")
    with pytest.raises(ClientError, match="keeps its images"):
        ecr.batch_delete_image(repositoryName="blog", imageIds=[{"imageTag": "v1"}])
    assert len(ecr.describe_images(repositoryName="blog")["imageDetails"]) == 1
