"""No read that begins after a write was answered gets what was there before: on a real Redis."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.cache.answers import MOST_OF_A_TAG, Answers
from app.cache.connection import connect as redis_at
from app.settings import Settings
from tests.pods import DRAFT, pod, reads, write

COMMENT = {"body": "Well said"}
LIFETIME = 0.5


@pytest.mark.parametrize("path", ["{post}", "{post}/comments", "/api/posts?limit=3"])
async def test_the_second_read_needs_no_database(
    cached: Settings, database: AsyncEngine, opened: AsyncExitStack, path: str
) -> None:
    first, second = await pod(cached, opened), await pod(cached, opened)
    post = await write(first)
    await first.post(f"{post}/comments", json=COMMENT)
    place = path.format(post=post)
    answer = await first.get(place)
    async with database.begin() as connection:
        await connection.execute(text("DELETE FROM posts"))  # behind the service's back
    again = await second.get(place)
    assert (again.status_code, again.content) == (200, answer.content)
    assert again.headers["content-type"] == answer.headers["content-type"]
    assert (await reads(first, "miss"), await reads(second, "hit")) == (1, 1)


async def test_every_write_shows_at_every_pod_at_once(
    cached: Settings, database: AsyncEngine, opened: AsyncExitStack
) -> None:
    one, other = await pod(cached, opened), await pod(cached, opened)
    post = await write(one)
    paths = (post, "/api/posts", f"{post}/comments")

    async def seen() -> list[object]:
        answers = [await other.get(path) for path in paths]
        again = [await one.get(path) for path in paths]
        assert [answer.json() for answer in again] == [answer.json() for answer in answers]
        return [answer.json() for answer in again]

    before = await seen()
    comment = (await one.post(f"{post}/comments", json=COMMENT)).json()
    assert (await seen())[2] == {"items": [comment], "next": None}
    changed = (await one.put(post, json=DRAFT | {"title": "New"})).json()
    assert (await seen())[:2] == [changed, {"items": [changed], "next": None}]
    await one.delete(f"{post}/comments/{comment['id']}")
    assert (await seen())[2] == {"items": [], "next": None}
    await write(one, title="Another")
    assert len((await other.get("/api/posts")).json()["items"]) == 2
    await one.delete(post)
    assert [(await other.get(path)).status_code for path in paths] == [404, 200, 404]
    assert before[0] != changed


async def test_readers_and_writers_at_once_never_see_the_past(
    cached: Settings, database: AsyncEngine, opened: AsyncExitStack
) -> None:
    """Each writer counts its post up; a reader must find at least what was answered before."""
    pods = [await pod(cached, opened) for _ in range(3)]
    places = [await write(pods[0], title="0") for _ in range(2)]
    answered = dict.fromkeys(places, 0)
    writing = True

    async def count_up(client: AsyncClient, place: str) -> None:
        for number in range(1, 21):
            answer = await client.put(place, json=DRAFT | {"title": str(number)})
            assert answer.status_code == 200
            answered[place] = number
            await asyncio.sleep(0.01)

    async def watch(client: AsyncClient, place: str) -> None:
        count = 0
        while writing or count < 20:
            await asyncio.sleep(0.005)  # the writers need the processor too
            for path in (place, "/api/posts?limit=2"):
                least = answered[place]
                found = (await client.get(path)).json()
                posts = {one["id"]: one for one in found.get("items", [found])}
                assert int(posts[place.rpartition("/")[2]]["title"]) >= least
                count += 1

    watchers = [
        asyncio.create_task(watch(client, place))
        for client in pods
        for place in places
        for _ in range(3)
    ]
    writers = zip(pods[1:], places, strict=True)
    await asyncio.gather(*(count_up(client, place) for client, place in writers))
    writing = False
    await asyncio.gather(*watchers)
    assert sum([await reads(client, "hit") for client in pods]) > 0


async def test_what_was_read_before_a_write_is_not_kept_after_it(
    cached: Settings, database: AsyncEngine, opened: AsyncExitStack, owner: Settings
) -> None:
    client = await pod(cached, opened)
    post = await write(client)
    cache = Answers(redis_at(cached, "127.0.0.1"), 10)
    tag, name = f"post:{post.rpartition('/')[2]}", "?"
    lease = await cache.lease(tag)
    assert lease is not None
    await client.put(post, json=DRAFT | {"title": "New"})
    await cache.keep(tag, name, lease, b'{"title": "A title"}')
    assert await cache.find(tag, name) is None
    assert (await client.get(post)).json()["title"] == "New"
    assert b'"New"' in (await cache.find(tag, name) or b"")
    await cache.close()


async def test_an_answer_lives_no_longer_than_its_lease(cached: Settings) -> None:
    cache = Answers(redis_at(cached, "127.0.0.1"), LIFETIME)
    lease = await cache.lease("tag")
    assert lease is not None
    assert await cache.lease("tag") == lease
    await asyncio.sleep(LIFETIME / 2)
    await cache.keep("tag", "name", lease, b"answer")
    assert await cache.find("tag", "name") == b"answer"
    await asyncio.sleep(LIFETIME / 2 + 0.05)
    assert await cache.find("tag", "name") is None
    await cache.close()


async def test_a_tag_keeps_some_answers_only(cached: Settings) -> None:
    cache = Answers(redis_at(cached, "127.0.0.1"), 10)
    lease = await cache.lease("many")
    assert lease is not None
    for number in range(MOST_OF_A_TAG + 1):
        await cache.keep("many", str(number), lease, b"answer")
    assert await cache.find("many", str(MOST_OF_A_TAG - 1)) == b"answer"
    assert await cache.find("many", str(MOST_OF_A_TAG)) is None
    await cache.close()
