"""``/api/posts/{post_id}/comments``: write, list and delete comments."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.api.identity import Writer
from app.api.paging import Cursor, Limit, next_cursor, position
from app.api.parameters import REPLAYED, Key
from app.api.posts import PREFIX, nobody, others, unreadable
from app.api.schemas import CommentIn, CommentOut, CommentsOut
from app.domain.comments import Comments
from service_kit.problems import responses

router = APIRouter(
    prefix=f"{PREFIX}/{{post_id}}/comments",
    tags=["comments"],
    responses=responses(
        HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE
    ),
)


def comments_of(request: Request) -> Comments:
    """The store that the application was made with."""
    comments: Comments = request.app.state.comments
    return comments


Store = Annotated[Comments, Depends(comments_of)]


@router.post("", status_code=HTTPStatus.CREATED, responses=unreadable | nobody)
async def create_comment(
    post_id: UUID,
    draft: CommentIn,
    writer: Writer,
    response: Response,
    store: Store,
    key: Key = None,
) -> CommentOut:
    """Write a comment."""
    added = await store.add(post_id, draft.draft(), writer, key)
    if added.replayed:
        response.headers[REPLAYED] = "true"
    return CommentOut.model_validate(added.comment)


@router.get("")
async def list_comments(
    post_id: UUID, store: Store, limit: Limit = 20, cursor: Cursor | None = None
) -> CommentsOut:
    """List a post's comments, oldest first."""
    page = await store.page(post_id, limit, position(cursor))
    items = [CommentOut.model_validate(comment) for comment in page.items]
    return CommentsOut(items=items, next=next_cursor(page.next))


@router.delete("/{comment_id}", status_code=HTTPStatus.NO_CONTENT, responses=others)
async def delete_comment(post_id: UUID, comment_id: UUID, writer: Writer, store: Store) -> None:
    """Delete one comment."""
    await store.remove(post_id, comment_id, writer)
