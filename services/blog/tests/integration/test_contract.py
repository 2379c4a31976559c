"""The running service keeps ``services/contracts/blog.yaml``, whatever it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.settings import Settings
from service_kit.testing.contract import CONTRACTS, FUZZING, written
from service_kit.testing.server import Server
from tests.people import KIM, headers
from tests.pods import DRAFT, SERVICE

load_all_checks()
contract = schemathesis.openapi.from_path(CONTRACTS / "blog.yaml")


@pytest.fixture(scope="module")
async def server(tables: None, cached: Settings) -> AsyncIterator[Server]:
    started = Server(SERVICE, cached)
    await started.ready()
    yield started
    await started.close()


async def test_the_contract_is_what_the_service_says(server: Server) -> None:
    assert (await server.client.get("/openapi.json")).json() == written("blog")


@contract.parametrize()
@FUZZING
def test_nothing_breaks_the_contract(case: schemathesis.Case[Any], server: Server) -> None:
    parameters = case.path_parameters or {}
    if "post_id" in parameters and str(parameters["post_id"]) < "8":
        made = httpx.post(f"{server.address}/api/posts", json=DRAFT, headers=headers(KIM))
        parameters["post_id"] = made.json()["id"]  # one that there is
    given = {name.lower() for name in case.headers or {}}
    missing = {name: value for name, value in headers(KIM).items() if name not in given}
    # Good by the schema is not enough for a cursor, which must be one of ours.
    case.call_and_validate(
        base_url=server.address,
        headers=missing,
        excluded_checks=[positive_data_acceptance],
        timeout=20,
    )
