# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Finds what RDS and ElastiCache list without tags, which they tell one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from .api import Api, each
from .model import Kind, Leftover, Scope, State, tags_of

# In this status it is AWS that still has something to do.
DELETING = "deleting"


class Listing(NamedTuple):
    """How a service lists and deletes things of one kind.

    ``field``: of the list in the answer. ``name``, ``arn``, ``status``: fields of an entry.
    ``parameter``: in which ``delete`` takes the name. ``source``: field that names what a thing was
    made of, where AWS gives it no tags; the platform's name there makes it the platform's.
    """

    service: str
    list: str
    field: str
    name: str
    arn: str
    delete: str
    parameter: str
    status: str = "Status"
    source: str = ""


def tagged_kind(type: str, arn: str, listing: Listing) -> Kind:
    """A kind of which each thing has to be asked for its tags."""

    def find(api: Api, scope: Scope) -> Iterator[Leftover]:
        # What AWS ships itself has no ARN, or no tags.
        known = [
            entry
            for entry in api.pages(listing.service, listing.list, listing.field)
            if entry.get(listing.arn) and not entry[listing.name].startswith("default")
        ]

        def look(arn: str) -> dict[str, str]:
            answer = api.call(listing.service, "list_tags_for_resource", ResourceName=arn)
            return tags_of(answer.get("TagList"))

        tags_of_each = each(look, [entry[listing.arn] for entry in known])
        for entry, tags in zip(known, tags_of_each, strict=True):
            if scope.owns(tags) or entry.get(listing.source) == scope.platform:
                name = entry[listing.name]
                state: State = "going" if entry.get(listing.status) == DELETING else "present"
                yield Leftover(type, name, name, entry[listing.arn], state, tags)

    return Kind(type, arn, find, deletes(listing.service, listing.delete, listing.parameter))


def deletes(service: str, operation: str, parameter: str) -> Callable[[Api, Leftover], None]:
    """Deletes by one call that takes the id."""

    def delete(api: Api, leftover: Leftover) -> None:
        api.call(service, operation, **{parameter: leftover.id})

    return delete
