"""Where the answers to reads are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain import changes

_PATHS = re.compile(
    r"/api/posts(?:/(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?P<comments>/comments)?)?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the answer to a read is kept.

    Attributes:
        tag: what it tells of; when that changes, all answers of the tag go.
        name: among those of its tag.
        path: pattern of the route that answers it.
    """

    tag: str
    name: str
    path: str


def place(path: str, query: bytes) -> Place | None:
    """Where the answer to ``GET path?query`` is kept; None if it is not worth it.

    Searches are not: few people ask for the same words, and anybody can ask for new ones.
    """
    match = _PATHS.fullmatch(path)
    if match is None or b"q=" in query:
        return None
    name, post_id = "?" + query.decode("latin-1"), match["id"]
    if post_id is None:
        return Place(changes.POSTS, name, "/api/posts")
    if match["comments"]:
        return Place(changes.comments(post_id), name, "/api/posts/{post_id}/comments")
    return Place(changes.post(post_id), name, "/api/posts/{post_id}")
