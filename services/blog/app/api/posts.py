"""``/api/posts``: write, list, search, read, change and delete posts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import AfterValidator, StringConstraints

from app.api.schemas import NO_NUL, DraftIn, PageOut, PostOut, decode_cursor, page_out, post_out
from app.domain.posts import Position, Posts
from service_kit.problems import responses

PREFIX = "/api/posts"

router = APIRouter(
    prefix=PREFIX,
    tags=["posts"],
    responses=responses(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE),
)
not_found = responses(HTTPStatus.NOT_FOUND)


def posts_of(request: Request) -> Posts:
    """The store that the application was made with."""
    posts: Posts = request.app.state.posts
    return posts


def _known(cursor: str) -> str:
    decode_cursor(cursor)
    return cursor


Store = Annotated[Posts, Depends(posts_of)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="The same key with the same post again, within 24 hours, makes no second post.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=100, description="Posts on a page.")]
Cursor = Annotated[
    str,
    StringConstraints(max_length=200),
    AfterValidator(_known),
    Query(description="`next` of the page before."),
]
Search = Annotated[
    str, Query(max_length=200, pattern=NO_NUL, description="Words that the posts must hold.")
]


@router.post("", status_code=HTTPStatus.CREATED)
async def create(draft: DraftIn, response: Response, store: Store, key: Key = None) -> PostOut:
    """Write a post; `Location` tells where it is."""
    added = await store.add(draft.draft(), key)
    response.headers["Location"] = f"{PREFIX}/{added.post.id}"
    if added.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return post_out(added.post)


@router.get("")
async def index(
    store: Store, limit: Limit = 20, cursor: Cursor | None = None, q: Search = ""
) -> PageOut:
    """List posts, newest first; with `q`, those that hold all its words."""
    after: Position | None = decode_cursor(cursor) if cursor else None
    return page_out(await store.page(limit, after, q))


@router.get("/{post_id}", responses=not_found)
async def read(post_id: UUID, store: Store) -> PostOut:
    """Read one post."""
    return post_out(await store.get(post_id))


@router.put("/{post_id}", responses=not_found)
async def replace(post_id: UUID, draft: DraftIn, store: Store) -> PostOut:
    """Put a new text in a post's place."""
    return post_out(await store.replace(post_id, draft.draft()))


@router.delete("/{post_id}", status_code=HTTPStatus.NO_CONTENT, responses=not_found)
async def remove(post_id: UUID, store: Store) -> None:
    """Delete one post."""
    await store.remove(post_id)
