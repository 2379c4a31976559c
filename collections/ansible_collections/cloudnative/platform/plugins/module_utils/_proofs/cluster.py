# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The few things that proofs do with a cluster."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from .._kube.client import Client
from .._kube.config import Connection, Credentials
from .._kube.errors import ApiError, ConfigError, ManifestError
from .._kube.http import Http
from .._kube.objects import Object
from .execute import Done, Executor

MANAGER = "cloudnative.platform.verify"
# Seconds that a deleted pod is given to end.
GRACE = 1


@dataclass(frozen=True)
class Refusal:
    """Why the server did not admit an object."""

    status: int
    message: str


class Cluster(Protocol):
    """Reads and writes objects, runs commands; every method may raise KubeError."""

    def objects(
        self, api_version: str, kind: str, namespace: str = "", selector: str = ""
    ) -> list[Object]:
        """Objects of one kind, in one namespace or in all, with apiVersion and kind set.

        A kind that the cluster does not know has none.
        """

    def create(self, manifest: Object) -> None:
        """Create an object."""

    def delete(self, manifest: Object) -> None:
        """Remove an object; nothing happens where it is gone already."""

    def admits(self, manifest: Object) -> Refusal | None:
        """Ask without creating whether the server would admit an object."""

    def execute(
        self, namespace: str, pod: str, container: str, command: list[str], timeout: float
    ) -> Done:
        """Run a command in a container; ``timeout`` in seconds."""

    def whoami(self, token: str) -> str:
        """The user name that the server gives to a token; empty where it refuses the token."""


class LiveCluster:
    """A cluster behind an API server; safe for threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._executor = Executor(client.http.connection)

    def objects(
        self, api_version: str, kind: str, namespace: str = "", selector: str = ""
    ) -> list[Object]:
        """See ``Cluster``."""
        try:
            resource = self._client.find(api_version, kind)
        except ManifestError:
            # No mesh, for example: then there are none.
            return []
        return self._client.list_objects(resource, namespace, labels=selector or None)

    def create(self, manifest: Object) -> None:
        """See ``Cluster``."""
        # An apply may be repeated after a lost answer; a POST would then meet its own object.
        resource = self._client.find(manifest["apiVersion"], manifest["kind"])
        self._client.apply(resource, manifest, force=True, manager=MANAGER)

    def delete(self, manifest: Object) -> None:
        """See ``Cluster``."""
        resource = self._client.find(manifest["apiVersion"], manifest["kind"])
        metadata = manifest["metadata"]
        path = resource.path(metadata.get("namespace", ""), metadata["name"])
        try:
            self._client.http.call("DELETE", path, body={"gracePeriodSeconds": GRACE})
        except ApiError as error:
            if error.status != 404:
                raise

    def admits(self, manifest: Object) -> Refusal | None:
        """See ``Cluster``."""
        resource = self._client.find(manifest["apiVersion"], manifest["kind"])
        try:
            self._client.apply(resource, manifest, dry_run=True, manager=MANAGER)
        except ApiError as error:
            if error.status not in (400, 403, 422):
                raise
            return Refusal(error.status, error.server_says)
        return None

    def execute(
        self, namespace: str, pod: str, container: str, command: list[str], timeout: float
    ) -> Done:
        """See ``Cluster``."""
        return self._executor.run(namespace, pod, container, command, timeout)

    def whoami(self, token: str) -> str:
        """See ``Cluster``."""
        connection = bearer(self._client.http.connection, token)
        return self_subject(Http(connection, connections=1, retry_timeout=5))


def bearer(connection: Connection, token: str) -> Connection:
    """The same server, asked with nothing but a token."""
    return replace(
        connection,
        source="the proof's token",
        credentials=lambda: Credentials(token=token),
        renewable=False,
    )


def self_subject(http: Http) -> str:
    """Our user name; empty where the server does not accept who we say we are."""
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
    try:
        answer = http.call("POST", path, body=review)
    except ConfigError:
        # The engine's word for 401.
        return ""
    return str(answer.data["status"]["userInfo"]["username"])
