"""The contract of ``domain.comments.Comments``, on PostgreSQL and on its twin in memory."""

from __future__ import annotations

import asyncio
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.authors import NotTheAuthorError
from app.domain.comments import AddedComment, CommentDraft, CommentNotFoundError, Comments
from app.domain.posts import Draft, PostNotFoundError, Posts
from app.store.comments import PostgresComments
from app.store.posts import PostgresPosts
from service_kit.errors import KeyReusedError
from tests.memory import MemoryComments, MemoryPosts
from tests.people import KIM, LEE

POST = Draft("A title", "Some text")
COMMENT = CommentDraft("Well said")


class Blog(NamedTuple):
    posts: Posts
    comments: Comments

    async def post(self) -> UUID:
        return (await self.posts.add(POST, KIM)).post.id


@pytest.fixture(params=["postgres", "memory"])
def blog(request: pytest.FixtureRequest, database: AsyncEngine) -> Blog:
    if request.param == "postgres":
        return Blog(PostgresPosts(database), PostgresComments(database))
    posts = MemoryPosts()
    return Blog(posts, MemoryComments(posts))


async def test_what_is_added_is_listed_below_its_post_alone(blog: Blog) -> None:
    post, other = await blog.post(), await blog.post()
    comment = (await blog.comments.add(post, COMMENT, LEE)).comment
    assert (comment.body, comment.author) == ("Well said", LEE.name)
    assert list((await blog.comments.page(post, 10)).items) == [comment]
    assert list((await blog.comments.page(other, 10)).items) == []


@pytest.mark.parametrize("limit", [1, 2, 5, 6])
async def test_pages_hold_every_comment_once_oldest_first(blog: Blog, limit: int) -> None:
    post = await blog.post()
    wanted = [(await blog.comments.add(post, COMMENT, LEE)).comment.id for _ in range(5)]
    seen, after = [], None
    for _ in range(-(-5 // limit)):
        page = await blog.comments.page(post, limit, after)
        seen += [comment.id for comment in page.items]
        after = page.next
    assert seen == wanted
    assert after is None


async def test_a_comment_needs_its_post(blog: Blog) -> None:
    for post in (uuid4(), await blog.post()):
        if post in {one.id for one in (await blog.posts.page(10)).items}:
            await blog.comments.add(post, COMMENT, LEE)
            await blog.posts.remove(post, KIM)
        with pytest.raises(PostNotFoundError):
            await blog.comments.add(post, COMMENT, LEE)
        with pytest.raises(PostNotFoundError):
            await blog.comments.page(post, 10)


async def test_a_comment_is_removed_once_and_below_its_post_alone(blog: Blog) -> None:
    post, other = await blog.post(), await blog.post()
    comment = (await blog.comments.add(post, COMMENT, LEE)).comment.id
    with pytest.raises(CommentNotFoundError):
        await blog.comments.remove(other, comment, LEE)
    await blog.comments.remove(post, comment, LEE)
    with pytest.raises(CommentNotFoundError):
        await blog.comments.remove(post, comment, LEE)
    assert list((await blog.comments.page(post, 10)).items) == []


async def test_only_its_author_removes_a_comment(blog: Blog) -> None:
    post = await blog.post()
    comment = (await blog.comments.add(post, COMMENT, LEE)).comment
    with pytest.raises(NotTheAuthorError):
        await blog.comments.remove(post, comment.id, KIM)
    assert list((await blog.comments.page(post, 10)).items) == [comment]


async def test_a_key_makes_one_comment(blog: Blog) -> None:
    post, other = await blog.post(), await blog.post()
    first = await blog.comments.add(post, COMMENT, LEE, "key")
    again = await blog.comments.add(post, COMMENT, LEE, "key")
    assert (again.comment, again.replayed, first.replayed) == (first.comment, True, False)
    with pytest.raises(KeyReusedError):
        await blog.comments.add(other, COMMENT, LEE, "key")
    assert len((await blog.comments.page(post, 10)).items) == 1


async def test_a_refused_comment_leaves_its_key_free(blog: Blog) -> None:
    with pytest.raises(PostNotFoundError):
        await blog.comments.add(uuid4(), COMMENT, LEE, "key")
    assert not (await blog.comments.add(await blog.post(), COMMENT, LEE, "key")).replayed


async def test_a_post_that_goes_takes_the_comments_that_come_meanwhile(
    database: AsyncEngine,
) -> None:
    blog = Blog(PostgresPosts(database), PostgresComments(database))
    for _ in range(10):
        post = await blog.post()
        writes = [blog.comments.add(post, COMMENT, LEE) for _ in range(3)]
        done = await asyncio.gather(*writes, blog.posts.remove(post, KIM), return_exceptions=True)
        assert all(isinstance(one, AddedComment | PostNotFoundError) for one in done[:3])
        with pytest.raises(PostNotFoundError):
            await blog.comments.page(post, 10)
