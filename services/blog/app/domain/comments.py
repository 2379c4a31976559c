"""Comments on posts, and what a place that keeps them can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.domain.authors import Author
from app.domain.paging import Page, Position


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """What a person writes below a post."""

    body: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A draft that is kept; its time is in UTC."""

    id: UUID
    body: str
    author: str
    author_id: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AddedComment:
    """Answer to a creation; ``replayed`` tells that an earlier call had made the comment."""

    comment: Comment
    replayed: bool


class CommentNotFoundError(Exception):
    """There is no comment with this id below this post."""

    def __init__(self, comment_id: UUID) -> None:
        super().__init__(f"there is no comment {comment_id}")


class Comments(Protocol):
    """A place that keeps comments; they go with their post.

    Every method may raise ``service_kit.errors.StoreUnavailableError``.
    """

    async def add(
        self, post_id: UUID, draft: CommentDraft, author: Author, key: str | None = None
    ) -> AddedComment:
        """Keep a new comment; with ``key``, the author's same call again answers the same one.

        Raises:
            PostNotFoundError: there is no such post.
            service_kit.errors.KeyReusedError: the key came with another request before.
        """

    async def remove(self, post_id: UUID, comment_id: UUID, author: Author) -> None:
        """Delete a comment.

        Raises:
            CommentNotFoundError: there is none below this post.
            NotTheAuthorError: somebody else wrote it.
        """

    async def page(self, post_id: UUID, limit: int, after: Position | None = None) -> Page[Comment]:
        """Return up to ``limit`` comments, oldest first.

        Raises:
            PostNotFoundError: there is no such post.
        """
