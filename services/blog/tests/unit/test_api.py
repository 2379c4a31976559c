"""The blog over HTTP, on the store in memory."""

from __future__ import annotations

from uuid import uuid4

import pytest
from httpx import AsyncClient

from app.main import application
from service_kit.errors import StoreUnavailableError
from service_kit.testing.client import connect
from tests.memory import MemoryComments, MemoryPosts
from tests.people import KIM, LEE, headers

DRAFT = {"title": "첫 글", "body": "Hello, mesh"}


async def test_a_post_is_written_read_changed_and_deleted(client: AsyncClient) -> None:
    created = await client.post("/api/posts", json=DRAFT)
    assert created.status_code == 201
    place = created.headers["location"]
    assert place == f"/api/posts/{created.json()['id']}"
    assert created.json().items() >= DRAFT.items()

    assert (await client.get(place)).json() == created.json()

    changed = await client.put(place, json=DRAFT | {"title": "Second"})
    assert (changed.status_code, changed.json()["title"]) == (200, "Second")
    assert changed.json()["created_at"] == created.json()["created_at"]
    assert changed.json()["updated_at"] > created.json()["updated_at"]

    assert (await client.delete(place)).status_code == 204
    gone = await client.get(place)
    assert gone.status_code == 404
    assert gone.headers["content-type"] == "application/problem+json"
    assert gone.json()["detail"].startswith("there is no post")


async def test_pages_lead_through_all_posts_once(client: AsyncClient) -> None:
    for number in range(7):
        await client.post("/api/posts", json=DRAFT | {"title": f"number {number}"})
    titles, parameters = [], {"limit": "3"}
    for _ in range(3):
        page = (await client.get("/api/posts", params=parameters)).json()
        titles += [post["title"] for post in page["items"]]
        parameters["cursor"] = page["next"]
    assert titles == [f"number {number}" for number in reversed(range(7))]
    assert page["next"] is None


async def test_search_finds_only_posts_with_every_word(client: AsyncClient) -> None:
    for title in ("red apple", "green apple"):
        await client.post("/api/posts", json=DRAFT | {"title": title})
    found = (await client.get("/api/posts", params={"q": "apple green"})).json()
    assert [post["title"] for post in found["items"]] == ["green apple"]


async def test_the_same_key_makes_one_post(client: AsyncClient) -> None:
    key = {"Idempotency-Key": "once"}
    first = await client.post("/api/posts", json=DRAFT, headers=key)
    again = await client.post("/api/posts", json=DRAFT, headers=key)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len((await client.get("/api/posts")).json()["items"]) == 1

    other = await client.post("/api/posts", json=DRAFT | {"title": "other"}, headers=key)
    assert (other.status_code, other.json()["detail"]) == (
        422,
        "this Idempotency-Key was used for a different request",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "body.title"),
        ({"title": " \n\t"}, "body.title"),
        ({"title": "x" * 201}, "body.title"),
        ({"body": "a\x00b"}, "body.body"),
        ({"body": 7}, "body.body"),
        ({"author": "me"}, "body.author"),
        ({"id": "mine"}, "body.id"),
    ],
)
async def test_a_bad_post_is_refused_with_the_field(
    client: AsyncClient, change: dict[str, object], field: str
) -> None:
    answer = await client.post("/api/posts", json=DRAFT | change)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_text_that_is_no_unicode_is_refused(client: AsyncClient) -> None:
    body = b'{"title": "\\ud800", "body": "b"}'
    answer = await client.post(
        "/api/posts", content=body, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.title")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"limit": "0"}, "query.limit"),
        ({"limit": "101"}, "query.limit"),
        ({"limit": "9" * 5000}, "query.limit"),
        ({"cursor": "nonsense"}, "query.cursor"),
        ({"cursor": "a" * 201}, "query.cursor"),
        ({"q": "a\x00"}, "query.q"),
    ],
)
async def test_a_bad_query_is_refused_with_the_field(
    client: AsyncClient, parameters: dict[str, str], field: str
) -> None:
    answer = await client.get("/api/posts", params=parameters)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("key", ["", "with space", "k" * 256])
async def test_a_bad_key_is_refused(client: AsyncClient, key: str) -> None:
    answer = await client.post("/api/posts", json=DRAFT, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "header.Idempotency-Key"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/api/posts/", 404),
        ("PATCH", "/api/posts", 405),
        ("GET", "/api/posts/not-an-id", 422),
        ("DELETE", f"/api/posts/{uuid4()}", 404),
    ],
)
async def test_every_error_is_a_problem(
    client: AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


async def test_a_comment_is_written_listed_and_deleted(client: AsyncClient) -> None:
    place = (await client.post("/api/posts", json=DRAFT)).headers["location"]
    key = {"Idempotency-Key": "once"}
    for replayed in (None, "true"):
        created = await client.post(f"{place}/comments", json={"body": "Yes"}, headers=key)
        assert (created.status_code, created.json()["author_id"]) == (201, str(KIM.id))
        assert created.headers.get("idempotency-replayed") == replayed
    second = (await client.post(f"{place}/comments", json={"body": "No"})).json()
    page = (await client.get(f"{place}/comments?limit=1")).json()
    assert page["items"] == [created.json()]
    following = {"limit": "1", "cursor": page["next"]}
    last = (await client.get(f"{place}/comments", params=following)).json()
    assert last == {"items": [second], "next": None}
    gone = f"{place}/comments/{second['id']}"
    assert [(await client.delete(gone)).status_code for _ in range(2)] == [204, 404]


WRITES = [
    ("POST", "/api/posts", DRAFT),
    ("PUT", "{post}", DRAFT),
    ("DELETE", "{post}", None),
    ("POST", "{post}/comments", {"body": "Yes"}),
    ("DELETE", "{post}/comments/{comment}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_who_writes_is_known_and_the_author(
    client: AsyncClient, memory: MemoryPosts, method: str, path: str, body: dict[str, str] | None
) -> None:
    post = (await client.post("/api/posts", json=DRAFT)).headers["location"]
    comment = (await client.post(f"{post}/comments", json={"body": "Mine"})).json()
    assert comment["author"] == KIM.name
    place = path.format(post=post, comment=comment["id"])
    app = application(memory, MemoryComments(memory))
    async with connect(app) as nobody, connect(app, **headers(LEE)) as other:
        assert (await nobody.request(method, place, json=body)).status_code == 401
        assert (await nobody.get(post)).status_code == 200
        answer = await other.request(method, place, json=body)
        refused = await other.request(method, place, json=body, headers={"x-user-id": "me"})
    assert answer.status_code == (201 if method == "POST" else 403)
    assert refused.json()["errors"][0]["field"] == "header.X-User-Id"


async def test_a_name_may_be_missing_or_odd(client: AsyncClient) -> None:
    for name, shown in (("", "somebody"), ("a%00b", "ab"), ("%FF", "\ufffd")):
        answer = await client.post("/api/posts", json=DRAFT, headers={"x-user-name": name})
        assert (answer.status_code, answer.json()["author"]) == (201, shown)


async def test_a_lost_store_is_said_and_passes(client: AsyncClient, memory: MemoryPosts) -> None:
    memory.failure = StoreUnavailableError("gone")
    for path in ("/api/posts", "/readyz"):
        answer = await client.get(path)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await client.get("/healthz")).status_code == 200

    memory.failure = None
    assert (await client.get("/readyz")).json() == {"status": "ok"}


async def test_the_contract_is_published_with_its_errors(client: AsyncClient) -> None:
    contract = (await client.get("/openapi.json")).json()
    create = contract["paths"]["/api/posts"]["post"]["responses"]
    assert create.keys() == {"201", "400", "401", "422", "503"}
    for status in ("422", "503"):
        assert create[status]["content"].keys() == {"application/problem+json"}
    assert "404" in contract["paths"]["/api/posts/{post_id}"]["get"]["responses"]
    assert "Problem" in contract["components"]["schemas"]
    assert "/healthz" not in contract["paths"]
