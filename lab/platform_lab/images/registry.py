"""Asks the lab's registry over HTTP what it has."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
from dataclasses import dataclass

from platform_lab.errors import LabError
from platform_lab.images.recipe import repository

PORT = 5000
KEY_ANNOTATION = "platform.cloudnative.key"
_MANIFESTS = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in (
        "oci.image.manifest.v1",
        "oci.image.index.v1",
        "docker.distribution.manifest.v2",
        "docker.distribution.manifest.list.v2",
    )
)


@dataclass(frozen=True)
class Registry:
    """A registry without TLS on a network of our own.

    Attributes:
        address: ``host:port``.
    """

    address: str

    def reference(self, name: str, tag: str) -> str:
        """Where an image of that upstream name lies in this registry."""
        return f"{self.address}/{repository(name)}:{tag}"

    def key(self, name: str, tag: str) -> str | None:
        """Content key of the image as it was pushed; None where it is absent or has none."""
        status, body = self._get(f"/v2/{repository(name)}/manifests/{tag}")
        if status != http.client.OK:
            return None
        annotations: dict[str, str] = json.loads(body).get("annotations") or {}
        return annotations.get(KEY_ANNOTATION)

    def digest(self, name: str, tag: str) -> str | None:
        """Digest of the manifest that the tag names; None where it is absent."""
        status, body = self._get(f"/v2/{repository(name)}/manifests/{tag}")
        return f"sha256:{hashlib.sha256(body).hexdigest()}" if status == http.client.OK else None

    def tags(self, name: str) -> list[str]:
        """All tags of an image; none where it is unknown."""
        status, body = self._get(f"/v2/{repository(name)}/tags/list")
        tags: list[str] = (json.loads(body)["tags"] or []) if status == http.client.OK else []
        return tags

    def made(self, name: str, tag: str) -> tuple[str, str]:
        """Digest of an image and when it was made (ISO 8601)."""
        path = f"/v2/{repository(name)}"
        _, manifest = self._get(f"{path}/manifests/{tag}")
        _, config = self._get(f"{path}/blobs/{json.loads(manifest)['config']['digest']}")
        digest = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
        return digest, str(json.loads(config)["created"])

    def delete(self, name: str, digest: str) -> None:
        """Delete an image with all its tags."""
        self._get(f"/v2/{repository(name)}/manifests/{digest}", method="DELETE")

    def answers(self) -> bool:
        """Whether it is up."""
        try:
            return self._get("/v2/")[0] == http.client.OK
        except LabError:
            return False

    def wait(self, seconds: float = 20) -> None:
        """Wait until it answers.

        Raises:
            LabError: it did not within that time.
        """
        deadline = time.monotonic() + seconds
        while not self.answers():
            if time.monotonic() > deadline:
                raise LabError(
                    f"the lab's registry does not answer on {self.address}",
                    hint="Its log is on the host cloud: python -m platform_lab status tells more",
                )
            time.sleep(0.1)

    def _get(self, path: str, method: str = "GET") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.address, timeout=10)
        try:
            connection.request(method, path, headers={"Accept": _MANIFESTS})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError as error:
            raise LabError(
                f"the lab's registry cannot be reached on {self.address}: {error}",
                hint="Type: make lab-up",
            ) from error
        finally:
            connection.close()
