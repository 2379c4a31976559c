"""What the world reaches keeps ``services/contracts/gateway.yaml``, whatever it is sent."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
import schemathesis
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from service_kit.testing.contract import CONTRACTS, FUZZING, written
from stand.services import Stand

load_all_checks()
contract = schemathesis.openapi.from_path(CONTRACTS / "gateway.yaml")

# Answers of the gateway itself, which the services' contracts do not have.
OWN = frozenset({401, 403, 404, 413, 429})
# Who asks is the gateway's to say: it drops what a client says, however wrong that is.
DROPPED = frozenset({"x-user-id", "x-user-name"})


def test_every_operation_of_the_services_is_reached() -> None:
    paths = [set(cast(dict[str, Any], written(name))["paths"]) for name in ("auth", "blog")]
    gateway = set(cast(dict[str, Any], written("gateway"))["paths"])
    assert gateway == paths[0] | paths[1] | {"/", "/assets/{name}"}


@pytest.fixture(scope="module")
def token(stand: Stand) -> str:
    """An access token."""
    login = {"email": f"{uuid4().hex}@example.com", "password": "three words are enough"}
    with httpx.Client(base_url=stand.url) as client:
        client.post("/api/auth/register", json=login | {"name": "Kim"}).raise_for_status()
        answer = client.post("/api/auth/login", json=login).raise_for_status()
    return str(answer.json()["access_token"])


@contract.parametrize()
@FUZZING
def test_nothing_breaks_the_contract(
    case: schemathesis.Case[Any], stand: Stand, token: str
) -> None:
    answer = case.call(base_url=stand.url, headers={"Authorization": f"Bearer {token}"}, timeout=20)
    assert answer.status_code < 500
    if answer.status_code in OWN:
        assert answer.headers["content-type"] == ["application/problem+json"]
        return
    excluded: list[Any] = [positive_data_acceptance]
    if DROPPED & {name.lower() for name in case.headers or {}}:
        excluded.append(negative_data_rejection)
    case.validate_response(answer, excluded_checks=excluded)
