"""Bodies of requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.domain.comments import CommentDraft
from app.domain.posts import Draft

# PostgreSQL keeps every character but NUL; a text needs something to see.
NO_NUL = r"^[^\x00]*$"
VISIBLE = r"^[^\x00]*[^\s\x00][^\x00]*$"

Title = Annotated[str, StringConstraints(max_length=200, pattern=VISIBLE)]
Body = Annotated[str, StringConstraints(max_length=50_000, pattern=VISIBLE)]
CommentBody = Annotated[str, StringConstraints(max_length=5_000, pattern=VISIBLE)]
Next = Annotated[str | None, Field(description="Give it as `cursor` to get the next page.")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PostIn(_In):
    """A post to be written."""

    title: Title
    body: Body

    def draft(self) -> Draft:
        """The same for the domain."""
        return Draft(self.title, self.body)


class PostOut(_Out):
    """A post; times are in UTC."""

    id: UUID
    title: str
    body: str
    author: str
    author_id: UUID | None
    created_at: datetime
    updated_at: datetime


class PostsOut(BaseModel):
    """Some posts, newest first; ``next`` is the cursor of the next page, null on the last."""

    items: list[PostOut]
    next: Next


class CommentIn(_In):
    """A comment to be written."""

    body: CommentBody

    def draft(self) -> CommentDraft:
        """The same for the domain."""
        return CommentDraft(self.body)


class CommentOut(_Out):
    """A comment; its time is in UTC."""

    id: UUID
    body: str
    author: str
    author_id: UUID | None
    created_at: datetime


class CommentsOut(BaseModel):
    """Some comments, oldest first; ``next`` is the cursor of the next page, null on the last."""

    items: list[CommentOut]
    next: Next
