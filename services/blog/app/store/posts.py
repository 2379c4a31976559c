"""Posts in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain import changes
from app.domain.authors import Author, NotTheAuthorError
from app.domain.paging import Page, Position
from app.domain.posts import Added, Draft, Post, PostNotFoundError
from app.store.changing import changing
from app.store.tables import KEYS, PostRow
from service_kit.database import transaction
from service_kit.idempotency import IdempotencyKeys

COLUMNS = (
    PostRow.id,
    PostRow.title,
    PostRow.body,
    PostRow.author,
    PostRow.author_id,
    PostRow.created_at,
    PostRow.updated_at,
)


class PostgresPosts:
    """Implements ``domain.posts.Posts``; each method is one transaction."""

    def __init__(self, engine: AsyncEngine, changed: changes.Changed = changes.untold) -> None:
        self._engine = engine
        self._changed = changed
        self._keys = IdempotencyKeys(KEYS)

    async def ping(self) -> None:
        """Return if the database answers and has the tables."""
        async with transaction(self._engine) as connection:
            await connection.execute(text("SELECT FROM posts LIMIT 0"))

    async def add(self, draft: Draft, author: Author, key: str | None = None) -> Added:
        """Insert a post, and its key in the same transaction."""
        asked = asdict(draft)
        key = key and f"{author.id} {key}"
        async with changing(self._engine, self._changed, changes.POSTS) as connection:
            if key and (earlier := await self._keys.claim(connection, key, asked)):
                return Added(_decode(earlier), replayed=True)
            values = {**asked, "author": author.name, "author_id": author.id}
            row = await connection.execute(insert(PostRow).values(values).returning(*COLUMNS))
            post = _post(*row.one())
            if key:
                await self._keys.answer(connection, key, _encode(post))
        return Added(post, replayed=False)

    async def get(self, post_id: UUID) -> Post:
        """Select one post."""
        async with transaction(self._engine) as connection:
            rows = await connection.execute(select(*COLUMNS).where(PostRow.id == post_id))
            row = rows.one_or_none()
        if row is None:
            raise PostNotFoundError(post_id)
        return _post(*row)

    async def replace(self, post_id: UUID, draft: Draft, author: Author) -> Post:
        """Update one post."""
        change = update(PostRow).where(PostRow.id == post_id).values(asdict(draft))
        change = change.returning(*COLUMNS)
        things = (changes.post(post_id), changes.POSTS)
        async with changing(self._engine, self._changed, *things) as connection:
            await _allow(connection, post_id, author)
            row = (await connection.execute(change)).one()
        return _post(*row)

    async def remove(self, post_id: UUID, author: Author) -> None:
        """Delete one post; the database deletes its comments with it."""
        things = (changes.post(post_id), changes.comments(post_id), changes.POSTS)
        async with changing(self._engine, self._changed, *things) as connection:
            await _allow(connection, post_id, author)
            await connection.execute(delete(PostRow).where(PostRow.id == post_id))

    async def page(self, limit: int, after: Position | None = None, query: str = "") -> Page[Post]:
        """Select by key, not by offset: a page costs the same wherever it lies."""
        order = (PostRow.created_at, PostRow.id)
        wanted = select(*COLUMNS).order_by(*(column.desc() for column in order)).limit(limit + 1)
        if after:
            wanted = wanted.where(tuple_(*order) < tuple_(after.created_at, after.id))
        if query:
            words = func.plainto_tsquery(text("'simple'"), query)
            # A query of signs alone holds no word, so every post holds all its words.
            matches = PostRow.search.op("@@")(words)
            wanted = wanted.where(or_(func.numnode(words) == 0, matches))
        async with transaction(self._engine) as connection:
            posts = [_post(*row) for row in await connection.execute(wanted)]
        last = posts[limit - 1] if len(posts) > limit else None
        return Page(posts[:limit], Position(last.created_at, last.id) if last else None)


async def _allow(connection: AsyncConnection, post_id: UUID, author: Author) -> None:
    # Until the end of the transaction nobody else changes or deletes it.
    query = select(PostRow.author_id).where(PostRow.id == post_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise PostNotFoundError(post_id)
    if row.author_id != author.id:
        raise NotTheAuthorError


def _post(
    post_id: UUID,
    title: str,
    body: str,
    author: str,
    author_id: UUID | None,
    created_at: datetime,
    updated_at: datetime,
) -> Post:
    times = created_at.astimezone(UTC), updated_at.astimezone(UTC)
    return Post(post_id, title, body, author, author_id, *times)


def _encode(post: Post) -> dict[str, str]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in asdict(post).items()
    }


def _decode(answered: Mapping[str, str]) -> Post:
    return Post(
        id=UUID(answered["id"]),
        title=answered["title"],
        body=answered["body"],
        author=answered["author"],
        author_id=UUID(answered["author_id"]),
        created_at=datetime.fromisoformat(answered["created_at"]),
        updated_at=datetime.fromisoformat(answered["updated_at"]),
    )
