"""Pages: the client asks with a limit and a cursor, and gets the next page's cursor."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, StringConstraints

from app.domain.paging import Position


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
        created_at, _, item_id = text.partition(" ")
        position = Position(datetime.fromisoformat(created_at), UUID(item_id))
    except (binascii.Error, ValueError) as error:
        raise ValueError("not a cursor that this service gave") from error
    if encode_cursor(position) != cursor:  # one position, one cursor: also refuses local times
        raise ValueError("not a cursor that this service gave")
    return position


def _known(cursor: str) -> str:
    decode_cursor(cursor)
    return cursor


Limit = Annotated[int, Query(ge=1, le=100, description="Items on a page.")]
Cursor = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(_known),
    Query(description="`next` of the page before."),
]


def position(cursor: str | None) -> Position | None:
    """Where the page starts that a client asks for."""
    return decode_cursor(cursor) if cursor else None


def next_cursor(following: Position | None) -> str | None:
    """What the client gets to ask for the page after."""
    return encode_cursor(following) if following else None
