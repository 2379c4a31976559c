"""Bodies of requests and answers."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.domain.posts import Draft, Page, Position, Post

# PostgreSQL keeps every character but NUL; a text needs something to see.
NO_NUL = r"^[^\x00]*$"
VISIBLE = r"^[^\x00]*[^\s\x00][^\x00]*$"

Title = Annotated[str, StringConstraints(max_length=200, pattern=VISIBLE)]
Body = Annotated[str, StringConstraints(max_length=50_000, pattern=VISIBLE)]
Author = Annotated[str, StringConstraints(max_length=80, pattern=VISIBLE)]


class DraftIn(BaseModel):
    """A post to be written."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    body: Body
    author: Author

    def draft(self) -> Draft:
        """The same for the domain."""
        return Draft(self.title, self.body, self.author)


class PostOut(BaseModel):
    """A post; times are in UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: str
    body: str
    author: str
    created_at: datetime
    updated_at: datetime


class PageOut(BaseModel):
    """Some posts, newest first; ``next`` is the cursor of the next page, null on the last."""

    items: list[PostOut]
    next: str | None = Field(description="Give it as `cursor` to get the next page.")


def post_out(post: Post) -> PostOut:
    """A post for the answer."""
    return PostOut.model_validate(post)


def page_out(page: Page) -> PageOut:
    """A page for the answer."""
    following = encode_cursor(page.next) if page.next else None
    return PageOut(items=[post_out(post) for post in page.posts], next=following)


def encode_cursor(position: Position) -> str:
    """A position as a word without meaning to the client."""
    text = f"{position.created_at.isoformat()} {position.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> Position:
    """The position of a cursor.

    Raises:
        ValueError: it is none of ours.
    """
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
        created_at, _, post_id = text.partition(" ")
        position = Position(datetime.fromisoformat(created_at), UUID(post_id))
    except (binascii.Error, ValueError) as error:
        raise ValueError("not a cursor that this service gave") from error
    if encode_cursor(position) != cursor:  # one position, one cursor: also refuses local times
        raise ValueError("not a cursor that this service gave")
    return position
