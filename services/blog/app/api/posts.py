"""``/api/posts``: write, list, search, read, change and delete posts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.identity import Writer
from app.api.paging import Cursor, Limit, next_cursor, position
from app.api.parameters import REPLAYED, Key
from app.api.schemas import NO_NUL, PostIn, PostOut, PostsOut
from app.domain.posts import Posts
from service_kit.problems import responses

PREFIX = "/api/posts"

router = APIRouter(
    prefix=PREFIX,
    tags=["posts"],
    responses=responses(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE),
)
not_found = responses(HTTPStatus.NOT_FOUND)
unreadable = responses(HTTPStatus.BAD_REQUEST)
nobody = responses(HTTPStatus.UNAUTHORIZED)
others = nobody | responses(HTTPStatus.FORBIDDEN)


def posts_of(request: Request) -> Posts:
    """The store that the application was made with."""
    posts: Posts = request.app.state.posts
    return posts


Store = Annotated[Posts, Depends(posts_of)]
Search = Annotated[
    str, Query(max_length=200, pattern=NO_NUL, description="Words that the posts must hold.")
]


@router.post("", status_code=HTTPStatus.CREATED, responses=unreadable | nobody)
async def create_post(
    draft: PostIn, writer: Writer, response: Response, store: Store, key: Key = None
) -> PostOut:
    """Write a post; `Location` tells where it is."""
    added = await store.add(draft.draft(), writer, key)
    response.headers["Location"] = f"{PREFIX}/{added.post.id}"
    if added.replayed:
        response.headers[REPLAYED] = "true"
    return PostOut.model_validate(added.post)


@router.get("")
async def list_posts(
    store: Store, limit: Limit = 20, cursor: Cursor | None = None, q: Search = ""
) -> PostsOut:
    """List posts, newest first; with `q`, those that hold all its words."""
    page = await store.page(limit, position(cursor), q)
    items = [PostOut.model_validate(post) for post in page.items]
    return PostsOut(items=items, next=next_cursor(page.next))


@router.get("/{post_id}", responses=not_found)
async def read_post(post_id: UUID, store: Store) -> PostOut:
    """Read one post."""
    return PostOut.model_validate(await store.get(post_id))


@router.put("/{post_id}", responses=unreadable | others | not_found)
async def replace_post(post_id: UUID, draft: PostIn, writer: Writer, store: Store) -> PostOut:
    """Put a new text in a post's place."""
    return PostOut.model_validate(await store.replace(post_id, draft.draft(), writer))


@router.delete("/{post_id}", status_code=HTTPStatus.NO_CONTENT, responses=others | not_found)
async def delete_post(post_id: UUID, writer: Writer, store: Store) -> None:
    """Delete one post, and the comments below it."""
    await store.remove(post_id, writer)
