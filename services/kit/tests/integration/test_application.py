"""What every application answers: errors as problems, keys once, health."""

from __future__ import annotations

import asyncio

import pytest
from app.main import Settings, assemble
from httpx import AsyncClient

from service_kit.testing.client import connect


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/count/failures/full", 409, "the counter is full"),
        ("/count/failures/lost", 503, "the store does not answer now; try again"),
        ("/nothing", 404, None),
        ("/count/", 404, None),
    ],
)
async def test_every_error_is_a_problem(
    client: AsyncClient, path: str, status: int, detail: str | None
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["status"], answer.json().get("detail")) == (status, detail)
    assert answer.headers.get("retry-after") == ("1" if status == 503 else None)


async def test_a_bad_request_names_the_field(client: AsyncClient) -> None:
    answer = await client.post("/count", json={"by": 0})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error == {"field": "body.by", "reason": "Input should be greater than or equal to 1"}


@pytest.mark.parametrize(("path", "known"), [("/count", "GET, POST"), ("/healthz", "GET")])
async def test_a_wrong_method_is_told_the_right_ones(
    client: AsyncClient, path: str, known: str
) -> None:
    answer = await client.patch(path)
    assert (answer.status_code, answer.headers["allow"]) == (405, known)


async def test_a_body_that_is_no_text_is_said(client: AsyncClient) -> None:
    headers = {"content-type": "application/json"}
    answer = await client.post("/count", content=b"\xff", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "body", "reason": "is no JSON in UTF-8"}]


async def test_one_key_counts_once_however_often_it_comes(client: AsyncClient) -> None:
    key = {"idempotency-key": "once"}
    calls = (client.post("/count", json={"by": 1}, headers=key) for _ in range(10))
    assert len({(await call).json()["count"] for call in asyncio.as_completed(calls)}) == 1
    other = await client.post("/count", json={"by": 2}, headers=key)
    assert other.status_code == 422
    assert other.json()["detail"] == "this Idempotency-Key was used for a different request"


async def test_ready_means_that_the_database_answers(
    client: AsyncClient, settings: Settings
) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ok"}
    nowhere = settings.model_copy(update={"database_port": 1})
    async with connect(assemble(nowhere)) as lost:
        assert (await lost.get("/readyz")).status_code == 503
        assert (await lost.get("/healthz")).json() == {"status": "ok"}


async def test_the_contract_describes_problems(client: AsyncClient) -> None:
    contract = (await client.get("/openapi.json")).json()
    conflict = contract["paths"]["/count"]["post"]["responses"]["409"]
    assert conflict["content"].keys() == {"application/problem+json"}
    assert "Problem" in contract["components"]["schemas"]
    assert "/healthz" not in contract["paths"]
