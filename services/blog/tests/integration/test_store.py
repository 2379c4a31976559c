"""The contract of ``domain.posts.Posts``, on PostgreSQL and on its twin in memory."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.domain.authors import Author, NotTheAuthorError
from app.domain.posts import Draft, PostNotFoundError, Posts
from app.store.posts import PostgresPosts
from service_kit.errors import KeyReusedError
from tests.memory import MemoryPosts
from tests.people import KIM, LEE

DRAFT = Draft("A title", "Some text")


@pytest.fixture(params=["postgres", "memory"])
def posts(request: pytest.FixtureRequest, stored: PostgresPosts, memory: MemoryPosts) -> Posts:
    return stored if request.param == "postgres" else memory


async def test_what_is_added_is_read_back(posts: Posts) -> None:
    added = await posts.add(DRAFT, KIM)
    assert not added.replayed
    assert await posts.get(added.post.id) == added.post
    assert added.post.created_at == added.post.updated_at


async def test_replacing_keeps_the_place_in_the_list(posts: Posts) -> None:
    first = (await posts.add(DRAFT, KIM)).post
    second = (await posts.add(DRAFT, KIM)).post
    changed = await posts.replace(first.id, Draft("New", "Text"), KIM)
    assert (changed.title, changed.body, changed.author) == ("New", "Text", KIM.name)
    assert changed.created_at == first.created_at
    assert changed.updated_at > first.updated_at
    assert [post.id for post in (await posts.page(10)).items] == [second.id, first.id]


async def test_what_is_not_there_is_said(posts: Posts) -> None:
    removed = (await posts.add(DRAFT, KIM)).post.id
    await posts.remove(removed, KIM)
    for post_id in (removed, uuid4()):
        with pytest.raises(PostNotFoundError):
            await posts.get(post_id)
        with pytest.raises(PostNotFoundError):
            await posts.replace(post_id, DRAFT, KIM)
        with pytest.raises(PostNotFoundError):
            await posts.remove(post_id, KIM)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
async def test_pages_hold_every_post_once(posts: Posts, limit: int) -> None:
    wanted = [(await posts.add(DRAFT, KIM)).post.id for _ in range(5)][::-1]
    seen, after = [], None
    for _ in range(-(-5 // limit)):
        page = await posts.page(limit, after)
        seen += [post.id for post in page.items]
        after = page.next
    assert seen == wanted
    assert after is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mesh", {"mesh"}),
        ("MESH", {"mesh"}),
        ("안녕", {"korean"}),
        ("author text", {"mesh", "korean"}),
        ("mesh 안녕", set()),
        ("mes", set()),
        ("':*&|!<->()", {"mesh", "korean"}),
    ],
)
async def test_search(posts: Posts, query: str, found: set[str]) -> None:
    await posts.add(Draft("mesh", "text"), Author(KIM.id, "author"))
    await posts.add(Draft("korean", "안녕 text"), Author(KIM.id, "author"))
    page = await posts.page(10, query=query)
    assert {post.title for post in page.items} == found


async def test_a_key_makes_one_post(posts: Posts) -> None:
    first = await posts.add(DRAFT, KIM, "key")
    again = await posts.add(DRAFT, KIM, "key")
    assert (again.post, again.replayed) == (first.post, True)
    with pytest.raises(KeyReusedError):
        await posts.add(Draft("Another", "text"), KIM, "key")
    await posts.add(DRAFT, KIM, "another key")
    assert len((await posts.page(10)).items) == 2


async def test_a_key_is_its_authors_own(posts: Posts) -> None:
    first, other = await posts.add(DRAFT, KIM, "key"), await posts.add(DRAFT, LEE, "key")
    assert (first.replayed, other.replayed) == (False, False)
    assert (first.post.author_id, other.post.author_id) == (KIM.id, LEE.id)


async def test_only_its_author_changes_or_deletes_a_post(posts: Posts) -> None:
    post = (await posts.add(DRAFT, KIM)).post
    namesake = Author(LEE.id, KIM.name)
    with pytest.raises(NotTheAuthorError):
        await posts.replace(post.id, Draft("New", "Text"), namesake)
    with pytest.raises(NotTheAuthorError):
        await posts.remove(post.id, namesake)
    assert await posts.get(post.id) == post
    await posts.remove(post.id, Author(KIM.id, "renamed"))


async def test_a_key_answers_even_after_its_post_is_gone(posts: Posts) -> None:
    first = await posts.add(DRAFT, KIM, "key")
    await posts.remove(first.post.id, KIM)
    assert (await posts.add(DRAFT, KIM, "key")).post == first.post
    assert (await posts.page(10)).items == []


async def test_a_store_with_its_tables_answers(posts: Posts) -> None:
    await posts.ping()
