"""Posts, and what a place that keeps them can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.authors import Author
from app.domain.paging import Page, Position


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person writes."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Post:
    """A draft that is kept; times are in UTC."""

    id: UUID
    title: str
    body: str
    author: str
    author_id: UUID | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Added:
    """Answer to a creation; ``replayed`` tells that an earlier call had made the post."""

    post: Post
    replayed: bool


class PostNotFoundError(Exception):
    """There is no post with this id."""

    def __init__(self, post_id: UUID) -> None:
        super().__init__(f"there is no post {post_id}")


class Posts(Protocol):
    """A place that keeps posts.

    Every method may raise ``service_kit.errors.StoreUnavailableError``.
    """

    async def ping(self) -> None:
        """Return if the store answers."""

    async def add(self, draft: Draft, author: Author, key: str | None = None) -> Added:
        """Keep a new post; with ``key``, the author's same call again answers the same post.

        Raises:
            service_kit.errors.KeyReusedError: the key came with another request before.
        """

    async def get(self, post_id: UUID) -> Post:
        """Return one post.

        Raises:
            PostNotFoundError: there is none.
        """

    async def replace(self, post_id: UUID, draft: Draft, author: Author) -> Post:
        """Put a new text in a post's place.

        Raises:
            PostNotFoundError: there is none.
            NotTheAuthorError: somebody else wrote it.
        """

    async def remove(self, post_id: UUID, author: Author) -> None:
        """Delete a post and its comments.

        Raises:
            PostNotFoundError: there is none.
            NotTheAuthorError: somebody else wrote it.
        """

    async def page(self, limit: int, after: Position | None = None, query: str = "") -> Page[Post]:
        """Return up to ``limit`` posts, newest first, that hold every word of ``query``."""
