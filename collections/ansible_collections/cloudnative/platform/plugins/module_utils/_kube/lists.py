# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Lists of objects, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .errors import ApiError
from .http import Http
from .objects import Object, Resource

PAGE = 500


class Page(NamedTuple):
    """A part of a list.

    ``version``: of the list, from which a watch sees all that comes later. ``remaining``: how many
    objects are on later pages; 0 where selectors keep the server from knowing.
    """

    objects: list[Object]
    version: str
    remaining: int


def pages(
    http: Http, resource: Resource, namespace: str, labels: str | None, fields: str | None
) -> Iterator[Page]:
    """The objects of a kind, of all namespaces if none is given, chosen by selectors.

    Raises ApiError, Unreachable.
    """
    # Items of a list carry neither.
    kind = {"apiVersion": resource.api_version, "kind": resource.kind}
    query: dict[str, str | int | None] = {
        "limit": PAGE,
        "labelSelector": labels,
        "fieldSelector": fields,
    }
    while True:
        try:
            data = http.call("GET", resource.path(namespace), query=query).data
        except ApiError as error:
            query["continue"] = (error.body.get("metadata") or {}).get("continue")
            if error.status != 410 or not query["continue"]:
                raise
            continue  # the state of the first page is forgotten; the rest comes as it is now
        metadata = data["metadata"]
        yield Page(
            [{**kind, **body} for body in data.get("items") or []],
            str(metadata.get("resourceVersion") or ""),
            int(metadata.get("remainingItemCount") or 0),
        )
        query["continue"] = metadata.get("continue")
        if not query["continue"]:
            return
