"""The running service keeps ``services/contracts/auth.yaml``, whatever it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from app.settings import Settings
from service_kit.testing.contract import CONTRACTS, FUZZING, written
from service_kit.testing.server import Server
from tests.people import bearer, log_in, register
from tests.running import running

load_all_checks()
contract = schemathesis.openapi.from_path(CONTRACTS / "auth.yaml")


@pytest.fixture(scope="module")
async def server(tables: None, settings: Settings) -> AsyncIterator[Server]:
    async with running(settings) as started:
        yield started


@pytest.fixture(scope="module")
async def authorization(server: Server) -> dict[str, str]:
    """Headers of a person who is logged in, and whom no other test registers."""
    assert (await register(server.client, email="contract@example.com")).status_code == 201
    return bearer(await log_in(server.client, email="contract@example.com"))


async def test_the_contract_is_what_the_service_says(server: Server) -> None:
    assert (await server.client.get("/openapi.json")).json() == written("auth")


@contract.parametrize()
@FUZZING
def test_nothing_breaks_the_contract(
    case: schemathesis.Case[Any], server: Server, authorization: dict[str, str]
) -> None:
    # Good by the schema is not enough for a password, nor for an address.
    case.call_and_validate(
        base_url=server.address,
        headers=authorization if case.operation.path == "/api/auth/me" else None,
        excluded_checks=[positive_data_acceptance],
        timeout=20,
    )
