# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The verbs of the Kubernetes API on plain dicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from copy import copy
from functools import cached_property
from math import ceil

from .config import load
from .discovery import Discovery, discover
from .errors import ApiError
from .http import Http, Transient
from .lists import Page, pages
from .objects import Object, Ref, Resource
from .read import Keep, as_it_is, read_many
from .retry import is_transient
from .stream import Stream

MANAGER = "cloudnative.platform"
APPLY = "application/apply-patch+yaml"


class Client:
    """One API server as one caller sees it; safe for threads."""

    def __init__(self, http: Http):
        self.http = http

    @classmethod
    def connect(
        cls,
        kubeconfig: str | None = None,
        context: str | None = None,
        connections: int = 16,
        retry_timeout: float = 60.0,
    ) -> Client:
        """A client for a kubeconfig (see ``config.load``); the first request comes later."""
        connection = load(kubeconfig, context)
        return cls(Http(connection, connections=connections, retry_timeout=retry_timeout))

    def within(self, seconds: float) -> Client:
        """The same client, which tries a request again for at most so long."""
        hasty = copy(self)
        hasty.http = copy(self.http)
        hasty.http.retry_timeout = min(self.http.retry_timeout, seconds)
        return hasty

    @cached_property
    def discovery(self) -> Discovery:
        """The kinds of the server, asked for once."""
        return discover(self.http)

    def find(self, api_version: str, kind: str) -> Resource:
        """How a kind is served. Raises ManifestError for an unknown one."""
        return self.discovery.find(api_version, kind)

    def get(self, resource: Resource, namespace: str, name: str) -> Object | None:
        """One object, None if there is none."""
        try:
            answer = self.http.call("GET", resource.path(namespace, name))
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        return _object(answer.data)

    def list_pages(
        self,
        resource: Resource,
        namespace: str = "",
        labels: str | None = None,
        fields: str | None = None,
    ) -> Iterator[Page]:
        """Objects of a kind, chosen by selectors, page by page; all namespaces if none is given."""
        return pages(self.http, resource, namespace, labels, fields)

    def list_objects(
        self,
        resource: Resource,
        namespace: str = "",
        labels: str | None = None,
        fields: str | None = None,
    ) -> list[Object]:
        """As ``list_pages``, all at once."""
        pages = self.list_pages(resource, namespace, labels, fields)
        return [body for page in pages for body in page.objects]

    def list_with_version(
        self,
        resource: Resource,
        namespace: str = "",
        labels: str | None = None,
        fields: str | None = None,
    ) -> tuple[list[Object], str]:
        """As ``list_objects``, and the version from which a watch sees all that comes later."""
        pages = list(self.list_pages(resource, namespace, labels, fields))
        return [body for page in pages for body in page.objects], pages[0].version

    def watch(
        self,
        resource: Resource,
        namespace: str,
        version: str,
        *,
        names: Collection[str] | None = None,
        timeout: float,
    ) -> Stream:
        """Events (``type``, ``object``) after a version, bookmarks among them.

        ``names``: only one name is chosen by the server, of several all of the kind come.
        ``timeout``: seconds. See ``Http.stream`` for errors and ends; an event of type ERROR
        brings a Status, with code 410 where the version is too old.
        """
        [only] = names if names and len(names) == 1 else [None]
        query: dict[str, str | int | None] = {
            "watch": "true",
            "resourceVersion": version,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": max(1, ceil(timeout)),
            "fieldSelector": only and f"metadata.name={only}",
        }
        return self.http.stream(resource.path(namespace), query=query, timeout=timeout)

    def read(
        self, wanted: Iterable[tuple[Ref, Resource]], keep: Keep = as_it_is
    ) -> dict[Ref, Object]:
        """The current state of many objects with few requests; what does not exist is left out.

        ``keep`` says what the answer holds of an object, as soon as it is read (see ``read_many``).
        """
        return read_many(self, wanted, keep)

    def apply(
        self,
        resource: Resource,
        body: Object,
        *,
        force: bool = False,
        dry_run: bool = False,
        validate: str = "Strict",
        manager: str = MANAGER,
        transient: Transient = is_transient,
    ) -> tuple[Object, bool]:
        """Server-side apply. Returns the object after it and whether it was created."""
        metadata = body["metadata"]
        answer = self.http.call(
            "PATCH",
            resource.path(metadata.get("namespace") or "", metadata["name"]),
            query={
                "fieldManager": manager,
                "force": "true" if force else "false",
                "fieldValidation": validate,
                "dryRun": "All" if dry_run else None,
            },
            body=body,
            headers={"Content-Type": APPLY},
            transient=transient,
        )
        return _object(answer.data), answer.status == 201

    def create(self, body: Object, *, dry_run: bool = False) -> Object:
        """POST an object, also of kinds that exist only as questions (SelfSubjectAccessReview)."""
        resource = self.find(body["apiVersion"], body["kind"])
        namespace = str((body.get("metadata") or {}).get("namespace") or "")
        query = {"dryRun": "All" if dry_run else None, "fieldManager": MANAGER}
        return _object(
            self.http.call("POST", resource.path(namespace), query=query, body=body).data
        )

    def delete(
        self,
        resource: Resource,
        namespace: str,
        name: str,
        *,
        dry_run: bool = False,
        propagation: str = "Background",
        uid: str | None = None,
    ) -> bool:
        """Ask for a deletion; False if there was nothing.

        ``uid``: only of this very object; ApiError 409 if another one bears its name by now.
        """
        options: Object = {"propagationPolicy": propagation}
        if uid:
            options["preconditions"] = {"uid": uid}
        if dry_run:
            options["dryRun"] = ["All"]
        try:
            self.http.call("DELETE", resource.path(namespace, name), body=options)
        except ApiError as error:
            if error.status == 404:
                return False
            raise
        return True

    def logs(
        self,
        namespace: str,
        pod: str,
        container: str | None = None,
        *,
        tail: int | None = None,
        previous: bool = False,
    ) -> str:
        """The log of a container."""
        query = {
            "container": container,
            "tailLines": tail,
            "previous": "true" if previous else None,
        }
        path = f"/api/v1/namespaces/{namespace}/pods/{pod}/log"
        answer = self.http.call("GET", path, query=query, headers={"Accept": "*/*"})
        return str(answer.data)


def _object(data: object) -> Object:
    if not isinstance(data, dict):
        raise ApiError("GET", "", 502, {}, f"expected JSON, got: {str(data)[:200]}")
    return data
