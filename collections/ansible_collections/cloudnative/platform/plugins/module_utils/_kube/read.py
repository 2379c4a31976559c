# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads the current state of many objects with as few requests as can be.

One LIST of a kind where several of its objects are wanted, over all namespaces where they lie in
several. What the caller may not list is read piece by piece: by namespace, then by object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, NamedTuple

from .errors import ApiError
from .lists import PAGE
from .objects import Object, Ref, Resource
from .threads import all_of

if TYPE_CHECKING:
    from .client import Client

# From this many objects of a kind on, one LIST is cheaper than a GET for each.
LIST_FROM = 4
# Each list that is read holds a page in memory, and decoding does not become faster by more.
LISTS = 8
Keep = Callable[[Ref, Object], Object]


def as_it_is(ref: Ref, body: Object) -> Object:
    """Keep the whole object."""
    return body


class Job(NamedTuple):
    """Objects of one kind to be read at once: by a list, or by a GET of the only one.

    ``namespace``: empty for a list of all namespaces and for cluster-wide kinds.
    """

    resource: Resource
    namespace: str
    refs: list[Ref]
    listed: bool


def read_many(
    client: Client, wanted: Iterable[tuple[Ref, Resource]], keep: Keep
) -> dict[Ref, Object]:
    """What exists of the wanted objects, each as ``keep`` returns it.

    ``keep`` is called by several threads, once per object, while other pages are still to come: a
    large set need not be held in memory. Raises the first KubeError that is no mere lack of rights.
    """
    kinds: dict[Resource, list[Ref]] = defaultdict(list)
    for ref, resource in wanted:
        kinds[resource].append(ref)
    found: dict[Ref, Object] = {}
    lists = BoundedSemaphore(LISTS)

    def read(job: Job) -> list[Job]:
        if not job.listed:
            return _get(client, job, keep, found)
        with lists:
            return _list(client, job, keep, found)

    jobs = [job for resource, refs in kinds.items() for job in jobs_for(resource, refs)]
    while jobs:
        jobs = [job for rest in all_of(read, jobs, client.http.room) for job in rest]
    return found


def jobs_for(resource: Resource, refs: list[Ref]) -> list[Job]:
    """The fewest requests for some objects of one kind."""
    if len(refs) < LIST_FROM or "list" not in resource.verbs:
        return [Job(resource, ref.namespace, [ref], False) for ref in refs]
    namespaces = {ref.namespace for ref in refs}
    return [Job(resource, namespaces.pop() if len(namespaces) == 1 else "", refs, True)]


def smaller(job: Job, refs: list[Ref]) -> list[Job]:
    """The same objects, as far as they are in ``refs``, by lists of less or without lists."""
    if job.namespace or not job.resource.namespaced:
        return [Job(job.resource, ref.namespace, [ref], False) for ref in refs]
    namespaces: dict[str, list[Ref]] = defaultdict(list)
    for ref in refs:
        namespaces[ref.namespace].append(ref)
    return [part for group in namespaces.values() for part in jobs_for(job.resource, group)]


def _get(client: Client, job: Job, keep: Keep, found: dict[Ref, Object]) -> list[Job]:
    [ref] = job.refs
    body = client.get(job.resource, ref.namespace, ref.name)
    if body is not None:
        found[ref] = keep(ref, body)
    return []


def _list(client: Client, job: Job, keep: Keep, found: dict[Ref, Object]) -> list[Job]:
    """Read page by page; returns the jobs that are left where the list is not the way."""
    missing = {(ref.namespace, ref.name): ref for ref in job.refs}
    try:
        for page in client.list_pages(job.resource, job.namespace):
            for body in page.objects:
                metadata = body["metadata"]
                ref = missing.pop((metadata.get("namespace") or "", metadata["name"]), None)
                if ref:
                    found[ref] = keep(ref, body)
            rest = smaller(job, list(missing.values()))
            # Most of what the cluster has of this kind is not ours.
            if page.remaining > PAGE * len(rest):
                return rest
    except ApiError as error:
        if error.status == 404:  # the kind is not served (yet)
            return []
        if error.status != 403:
            raise
        return smaller(job, list(missing.values()))
    return []
