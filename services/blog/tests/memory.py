"""The stores' twins in memory; the same contract tests run on both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from uuid import UUID, uuid4

from app.domain.authors import Author, NotTheAuthorError
from app.domain.comments import AddedComment, Comment, CommentDraft, CommentNotFoundError
from app.domain.paging import Page, Position
from app.domain.posts import Added, Draft, Post, PostNotFoundError
from service_kit.errors import KeyReusedError


class Dated(Protocol):
    """What has a place in a list."""

    @property
    def id(self) -> UUID: ...

    @property
    def created_at(self) -> datetime: ...


Item = TypeVar("Item", bound=Dated)
Asked = TypeVar("Asked")
Kept = TypeVar("Kept")
Keys = dict[tuple[UUID, str], tuple[Asked, Kept]]


class MemoryPosts:
    """Implements ``domain.posts.Posts``; ``failure`` is raised by every method when it is set."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.comments: dict[UUID, dict[UUID, Comment]] = {}
        self._posts: dict[UUID, Post] = {}
        self._keys: Keys[Draft, Post] = {}

    async def ping(self) -> None:
        if self.failure:
            raise self.failure

    async def add(self, draft: Draft, author: Author, key: str | None = None) -> Added:
        await self.ping()
        if key and (post := _earlier(self._keys, (author.id, key), draft)):
            return Added(post, replayed=True)
        now = datetime.now(UTC)
        post = Post(uuid4(), draft.title, draft.body, author.name, author.id, now, now)
        self._posts[post.id] = post
        self.comments[post.id] = {}
        if key:
            self._keys[author.id, key] = (draft, post)
        return Added(post, replayed=False)

    async def get(self, post_id: UUID) -> Post:
        await self.ping()
        try:
            return self._posts[post_id]
        except KeyError:
            raise PostNotFoundError(post_id) from None

    async def replace(self, post_id: UUID, draft: Draft, author: Author) -> Post:
        old = await self.get(post_id)
        _allow(old, author)
        now = datetime.now(UTC)
        post = replace(old, title=draft.title, body=draft.body, updated_at=now)
        self._posts[post_id] = post
        return post

    async def remove(self, post_id: UUID, author: Author) -> None:
        _allow(await self.get(post_id), author)
        del self._posts[post_id], self.comments[post_id]

    async def page(self, limit: int, after: Position | None = None, query: str = "") -> Page[Post]:
        await self.ping()
        newest = sorted(self._posts.values(), key=_order, reverse=True)
        found = [post for post in newest if _words(query) <= _words(_text(post))]
        if after:
            found = [post for post in found if _order(post) < (after.created_at, after.id)]
        return _page(found, limit)


class MemoryComments:
    """Implements ``domain.comments.Comments`` below the posts of ``posts``."""

    def __init__(self, posts: MemoryPosts) -> None:
        self._posts = posts
        self._keys: Keys[tuple[UUID, CommentDraft], Comment] = {}

    async def add(
        self, post_id: UUID, draft: CommentDraft, author: Author, key: str | None = None
    ) -> AddedComment:
        if key and (comment := _earlier(self._keys, (author.id, key), (post_id, draft))):
            return AddedComment(comment, replayed=True)
        await self._posts.get(post_id)
        comment = Comment(uuid4(), draft.body, author.name, author.id, datetime.now(UTC))
        self._posts.comments[post_id][comment.id] = comment
        if key:
            self._keys[author.id, key] = ((post_id, draft), comment)
        return AddedComment(comment, replayed=False)

    async def remove(self, post_id: UUID, comment_id: UUID, author: Author) -> None:
        below = self._posts.comments.get(post_id, {})
        if comment_id not in below:
            raise CommentNotFoundError(comment_id)
        _allow(below[comment_id], author)
        del below[comment_id]

    async def page(self, post_id: UUID, limit: int, after: Position | None = None) -> Page[Comment]:
        await self._posts.get(post_id)
        found = sorted(self._posts.comments[post_id].values(), key=_order)
        if after:
            found = [one for one in found if _order(one) > (after.created_at, after.id)]
        return _page(found, limit)


def _allow(item: Post | Comment, author: Author) -> None:
    if item.author_id != author.id:
        raise NotTheAuthorError


def _earlier(keys: Keys[Asked, Kept], key: tuple[UUID, str], asked: Asked) -> Kept | None:
    if key not in keys:
        return None
    known, kept = keys[key]
    if known != asked:
        raise KeyReusedError
    return kept


def _page(found: Sequence[Item], limit: int) -> Page[Item]:
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], Position(last.created_at, last.id) if last else None)


def _order(item: Dated) -> tuple[datetime, UUID]:
    return (item.created_at, item.id)


def _text(post: Post) -> str:
    return f"{post.title} {post.body} {post.author}"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
