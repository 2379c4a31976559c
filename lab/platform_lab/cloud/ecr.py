"""ECR over moto: repositories show what the lab's registry really holds."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.ecr import urls
from moto.ecr.exceptions import InvalidParameterException
from moto.ecr.models import ECRBackend, Image, ecr_backends
from moto.ecr.responses import ECRResponse

from platform_lab.cloud.lab import Lab

ACCEPTED = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
TIMEOUT = 3.0
TOKEN_LIFETIME = timedelta(hours=12)
log = logging.getLogger("ecr")


class LabEcr(ECRResponse):
    """moto's ECR, which looks into the registry before it answers what is there."""

    lab: Lab

    def describe_images(self) -> Any:
        self._look()
        return super().describe_images()

    def list_images(self) -> Any:
        self._look()
        return super().list_images()

    def batch_get_image(self) -> Any:
        self._look()
        return super().batch_get_image()

    def batch_delete_image(self) -> Any:
        raise InvalidParameterException("The lab's registry keeps its images until it is removed")

    def get_authorization_token(self) -> ActionResult:
        # moto's has been expired since 2015, and names a host that only AWS has.
        result = super().get_authorization_token()
        for item in cast(dict[str, Any], result.result)["authorizationData"]:
            item["expiresAt"] = datetime.now(UTC) + TOKEN_LIFETIME
            item["proxyEndpoint"] = self.lab.settings.registry
        return result

    def _look(self) -> None:
        backend = ecr_backends[self.current_account][self.region]
        look(backend, self._get_param("repositoryName"), Registry(self.lab.settings.registry))


class RegistryImage(Image):
    """An image of the registry; its size is what a pull moves."""

    def get_image_size_in_bytes(self) -> int | None:
        manifest = json.loads(self.image_manifest)
        if "layers" not in manifest:
            return None
        return sum(int(blob["size"]) for blob in (manifest["config"], *manifest["layers"]))


class Registry:
    """The lab's registry (the API of the OCI distribution specification).

    Args:
        url: without a path.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def tags(self, repository: str) -> list[str]:
        """Tags of a repository; none where it holds nothing yet."""
        answer = self._get(f"/v2/{repository}/tags/list")
        return sorted(json.loads(answer[0]).get("tags") or []) if answer else []

    def manifest(self, repository: str, tag: str) -> tuple[str, str, str] | None:
        """Text, media type and digest of an image's manifest; None where it has gone."""
        answer = self._get(f"/v2/{repository}/manifests/{tag}")
        if answer is None:
            return None
        content, headers = answer
        return content.decode(), headers["Content-Type"], headers["Docker-Content-Digest"]

    def _get(self, path: str) -> tuple[bytes, Any] | None:
        request = urllib.request.Request(  # noqa: S310 (the URL is the lab's own)
            f"{self._url}{path}", headers={"Accept": ", ".join(ACCEPTED)}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                return answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise


def look(backend: ECRBackend, name: str, registry: Registry) -> None:
    """Let moto's repository hold the images that the registry has under its name."""
    repository = backend.repositories.get(name)
    if repository is None:
        return
    try:
        images = _images(backend, name, registry)
    except OSError as error:
        # moto's last knowledge is better than no answer.
        log.warning("the registry does not answer about %s: %s", name, error)
        return
    since = {image.get_image_digest(): image.image_pushed_at for image in repository.images}
    for image in images:
        # The registry does not tell when an image came: it is when it was first seen here.
        image.image_pushed_at = since.get(image.get_image_digest(), image.image_pushed_at)
    repository.images = images


def _images(backend: ECRBackend, name: str, registry: Registry) -> list[Image]:
    found: dict[str, Image] = {}
    for tag in registry.tags(name):
        manifest = registry.manifest(name, tag)
        if manifest is None:
            continue
        text, kind, digest = manifest
        if digest in found:
            found[digest].image_tags.append(tag)
            continue
        found[digest] = RegistryImage(
            account_id=backend.account_id,
            tag=tag,
            manifest=text,
            repository=name,
            image_manifest_mediatype=kind,
            digest=digest,
        )
    return list(found.values())


def install(lab: Lab) -> None:
    """Let moto serve ECR by this class."""
    LabEcr.lab = lab
    urls.url_paths = dict.fromkeys(urls.url_paths, LabEcr.dispatch)
