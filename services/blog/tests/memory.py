"""The store's twin in memory; the same contract tests run on both."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.domain.posts import Added, Draft, Page, Position, Post, PostNotFoundError
from service_kit.errors import KeyReusedError


class MemoryPosts:
    """Implements ``domain.posts.Posts``; ``failure`` is raised by every method when it is set."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self._posts: dict[UUID, Post] = {}
        self._keys: dict[str, tuple[Draft, Post]] = {}

    async def ping(self) -> None:
        if self.failure:
            raise self.failure

    async def add(self, draft: Draft, key: str | None = None) -> Added:
        await self.ping()
        if key in self._keys:
            known, post = self._keys[key]
            if known != draft:
                raise KeyReusedError
            return Added(post, replayed=True)
        now = datetime.now(UTC)
        post = Post(uuid4(), draft.title, draft.body, draft.author, now, now)
        self._posts[post.id] = post
        if key:
            self._keys[key] = (draft, post)
        return Added(post, replayed=False)

    async def get(self, post_id: UUID) -> Post:
        await self.ping()
        try:
            return self._posts[post_id]
        except KeyError:
            raise PostNotFoundError(post_id) from None

    async def replace(self, post_id: UUID, draft: Draft) -> Post:
        post = replace(
            await self.get(post_id),
            title=draft.title,
            body=draft.body,
            author=draft.author,
            updated_at=datetime.now(UTC),
        )
        self._posts[post_id] = post
        return post

    async def remove(self, post_id: UUID) -> None:
        await self.get(post_id)
        del self._posts[post_id]

    async def page(self, limit: int, after: Position | None = None, query: str = "") -> Page:
        await self.ping()
        newest = sorted(self._posts.values(), key=_order, reverse=True)
        found = [post for post in newest if _words(query) <= _words(_text(post))]
        if after:
            found = [post for post in found if _order(post) < (after.created_at, after.id)]
        last = found[limit - 1] if len(found) > limit else None
        return Page(found[:limit], Position(last.created_at, last.id) if last else None)


def _order(post: Post) -> tuple[datetime, UUID]:
    return (post.created_at, post.id)


def _text(post: Post) -> str:
    return f"{post.title} {post.body} {post.author}"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
