"""Who calls, as the gateway says, which alone may call this service."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import unquote
from uuid import UUID

from fastapi import Depends, Header, HTTPException

from app.domain.authors import Author

NO_NAME = "somebody"

UserId = Annotated[
    UUID | None, Header(alias="X-User-Id", description="Set by the gateway from a valid token.")
]
UserName = Annotated[
    str, Header(alias="X-User-Name", max_length=1000, description="Percent-encoded UTF-8.")
]


def author_of(user_id: UserId = None, user_name: UserName = "") -> Author:
    """The person who writes.

    Raises:
        HTTPException: 401, nobody is logged in.
    """
    if user_id is None:
        raise HTTPException(HTTPStatus.UNAUTHORIZED, "log in to write")
    # PostgreSQL keeps every character but NUL.
    return Author(user_id, unquote(user_name).replace("\0", "") or NO_NAME)


Writer = Annotated[Author, Depends(author_of)]
