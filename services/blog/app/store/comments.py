"""Comments in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain import changes
from app.domain.authors import Author, NotTheAuthorError
from app.domain.comments import AddedComment, Comment, CommentDraft, CommentNotFoundError
from app.domain.paging import Page, Position
from app.domain.posts import PostNotFoundError
from app.store.changing import changing
from app.store.tables import KEYS, CommentRow, PostRow
from service_kit.database import transaction
from service_kit.idempotency import IdempotencyKeys

COLUMNS = (
    CommentRow.id,
    CommentRow.body,
    CommentRow.author,
    CommentRow.author_id,
    CommentRow.created_at,
)


class PostgresComments:
    """Implements ``domain.comments.Comments``; each method is one transaction."""

    def __init__(self, engine: AsyncEngine, changed: changes.Changed = changes.untold) -> None:
        self._engine = engine
        self._changed = changed
        self._keys = IdempotencyKeys(KEYS)

    async def add(
        self, post_id: UUID, draft: CommentDraft, author: Author, key: str | None = None
    ) -> AddedComment:
        """Insert a comment, and its key in the same transaction."""
        asked = {"post_id": str(post_id), **asdict(draft)}
        key = key and f"{author.id} {key}"
        async with changing(self._engine, self._changed, changes.comments(post_id)) as connection:
            if key and (earlier := await self._keys.claim(connection, key, asked)):
                return AddedComment(_decode(earlier), replayed=True)
            await _hold(connection, post_id)
            values = {"post_id": post_id, "body": draft.body}
            values |= {"author": author.name, "author_id": author.id}
            row = await connection.execute(insert(CommentRow).values(values).returning(*COLUMNS))
            comment = _comment(*row.one())
            if key:
                await self._keys.answer(connection, key, _encode(comment))
        return AddedComment(comment, replayed=False)

    async def remove(self, post_id: UUID, comment_id: UUID, author: Author) -> None:
        """Delete one comment."""
        same = CommentRow.id == comment_id, CommentRow.post_id == post_id
        async with changing(self._engine, self._changed, changes.comments(post_id)) as connection:
            query = select(CommentRow.author_id).where(*same).with_for_update()
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise CommentNotFoundError(comment_id)
            if row.author_id != author.id:
                raise NotTheAuthorError
            await connection.execute(delete(CommentRow).where(*same))

    async def page(self, post_id: UUID, limit: int, after: Position | None = None) -> Page[Comment]:
        """Select by key, not by offset: a page costs the same wherever it lies."""
        order = (CommentRow.created_at, CommentRow.id)
        wanted = select(*COLUMNS).where(CommentRow.post_id == post_id)
        wanted = wanted.order_by(*order).limit(limit + 1)
        if after:
            wanted = wanted.where(tuple_(*order) > tuple_(after.created_at, after.id))
        async with transaction(self._engine) as connection:
            found = [_comment(*row) for row in await connection.execute(wanted)]
            if not found:
                await _exists(connection, post_id)
        last = found[limit - 1] if len(found) > limit else None
        return Page(found[:limit], Position(last.created_at, last.id) if last else None)


async def _exists(connection: AsyncConnection, post_id: UUID) -> None:
    found = await connection.execute(select(PostRow.id).where(PostRow.id == post_id))
    if found.one_or_none() is None:
        raise PostNotFoundError(post_id)


async def _hold(connection: AsyncConnection, post_id: UUID) -> None:
    # The post cannot be deleted until the comment is there, and goes with it.
    query = select(PostRow.id).where(PostRow.id == post_id)
    held = await connection.execute(query.with_for_update(read=True, key_share=True))
    if held.one_or_none() is None:
        raise PostNotFoundError(post_id)


def _comment(
    comment_id: UUID, body: str, author: str, author_id: UUID | None, created_at: datetime
) -> Comment:
    return Comment(comment_id, body, author, author_id, created_at.astimezone(UTC))


def _encode(comment: Comment) -> dict[str, str]:
    return {
        "id": str(comment.id),
        "body": comment.body,
        "author": comment.author,
        "author_id": str(comment.author_id),
        "created_at": comment.created_at.isoformat(),
    }


def _decode(answered: Mapping[str, str]) -> Comment:
    return Comment(
        id=UUID(answered["id"]),
        body=answered["body"],
        author=answered["author"],
        author_id=UUID(answered["author_id"]),
        created_at=datetime.fromisoformat(answered["created_at"]),
    )
