# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The verbs of the Kubernetes API on plain dicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from functools import cached_property

from .config import load
from .discovery import Discovery, discover
from .errors import ApiError
from .http import Http, Transient
from .objects import Object, Ref, Resource
from .retry import is_transient
from .threads import all_of

MANAGER = "cloudnative.platform"
APPLY = "application/apply-patch+yaml"
PAGE = 500
# From this many objects of a kind on, one LIST is cheaper than a GET for each.
LIST_FROM = 4


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

    def list_objects(
        self,
        resource: Resource,
        namespace: str = "",
        labels: str | None = None,
        fields: str | None = None,
    ) -> list[Object]:
        """Objects of a kind, chosen by selectors; all namespaces if none is given."""
        found: list[Object] = []
        token: str | None = None
        while True:
            query = {
                "limit": PAGE,
                "continue": token,
                "labelSelector": labels,
                "fieldSelector": fields,
            }
            page = _object(self.http.call("GET", resource.path(namespace), query=query).data)
            for body in page.get("items") or []:
                # Items of a list carry neither.
                found.append({"apiVersion": resource.api_version, "kind": resource.kind, **body})
            token = page["metadata"].get("continue")
            if not token:
                return found

    def read(self, wanted: Iterable[tuple[Ref, Resource]]) -> dict[Ref, Object]:
        """The current state of many objects with few requests; what does not exist is left out."""
        groups: dict[tuple[Resource, str], list[Ref]] = defaultdict(list)
        for ref, resource in wanted:
            groups[resource, ref.namespace].append(ref)
        # Single requests and lists alike: each job answers the objects it found.
        jobs: list[tuple[Resource, str, list[Ref]]] = []
        for (resource, namespace), refs in groups.items():
            if len(refs) >= LIST_FROM and "list" in resource.verbs:
                jobs.append((resource, namespace, refs))
            else:
                jobs += [(resource, namespace, [ref]) for ref in refs]
        results = all_of(self._read_job, jobs, self.http.connections)
        return {ref: body for result in results for ref, body in result.items()}

    def _read_job(self, job: tuple[Resource, str, list[Ref]]) -> dict[Ref, Object]:
        resource, namespace, refs = job
        if len(refs) >= LIST_FROM:
            try:
                by_name = {b["metadata"]["name"]: b for b in self.list_objects(resource, namespace)}
                return {ref: by_name[ref.name] for ref in refs if ref.name in by_name}
            except ApiError as error:
                if error.status == 404:
                    return {}
                if error.status != 403:  # may be allowed to get, but not to list
                    raise
        bodies = [(ref, self.get(resource, namespace, ref.name)) for ref in refs]
        return {ref: body for ref, body in bodies if body is not None}

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
    ) -> bool:
        """Ask for a deletion; False if there was nothing."""
        options: Object = {"propagationPolicy": propagation}
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
