"""What controls add opens or closes one call for one pod of the proofs, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import loads
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import calls, openings
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Context
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import ProofError
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.proofs import (
    graph_calls_answered,
    other_calls_refused,
    plain_calls_refused,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.settings import Settings

GRAPH = loads(
    """
services:
  edge: {namespace: edge, external: true, calls: {api: [http]}}
  api: {namespace: back, ports: {http: 8080}, calls: {db: [postgresql]}}
  db: {namespace: data, ports: {postgresql: 5432}}
""",
    "graph.yml",
)
ADDRESSES = {
    "edge/verify-meshed-edge-0": "10.0.0.1",
    "edge/verify-plain-edge-0": "10.0.0.2",
    "data/verify-meshed-db-0": "10.0.0.3",
}


@pytest.fixture
def context(cluster: Any) -> Context:
    for place, address in ADDRESSES.items():
        namespace, name = place.split("/")
        metadata = {"name": name, "namespace": namespace}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata}
        cluster.kept.append(pod | {"status": {"podIP": address}})
    return Context(cluster, Settings.of({"gateway_url": "", "graph": GRAPH}))


def sources(body: dict[str, Any]) -> list[str]:
    [rule] = body["spec"]["rules"]
    blocks: list[str] = rule["from"][0]["source"]["ipBlocks"]
    return blocks


def test_the_first_call_of_the_graph_is_closed_for_its_stand_in(context: Context) -> None:
    [policy] = openings.closing(context, calls.allowed(GRAPH)[0])
    assert policy["metadata"]["namespace"] == "back"
    assert policy["spec"]["action"] == "DENY"
    assert policy["spec"]["selector"] == {"matchLabels": {"app": "api"}}
    assert sources(policy) == ["10.0.0.1"]


def test_a_call_between_services_of_ours_is_opened_at_both_ends(context: Context) -> None:
    cell = other_calls_refused.to_open(context)
    assert cell
    assert (cell.caller, cell.target) == ("db", "api:8080")
    ingress, egress, allow = other_calls_refused.broken(context)
    own = {"matchLabels": {"cloudnative.platform/caller": "verify-meshed-db"}}
    assert (ingress["metadata"]["namespace"], egress["metadata"]["namespace"]) == ("back", "data")
    assert ingress["spec"]["podSelector"] == {"matchLabels": {"app": "api"}}
    assert ingress["spec"]["ingress"][0]["from"][0]["podSelector"] == own
    assert egress["spec"]["podSelector"] == own
    assert (allow["spec"]["action"], sources(allow)) == ("ALLOW", ["10.0.0.3"])


def test_plain_text_is_taken_from_one_stand_in(context: Context) -> None:
    permissive, allow = openings.opening_plain_text(context, plain_calls_refused.to_open(context))
    assert permissive["spec"]["selector"] == {"matchLabels": {"app": "api"}}
    assert permissive["spec"]["mtls"] == {"mode": "PERMISSIVE"}
    assert sources(allow) == ["10.0.0.2"]


def test_a_stand_in_that_does_not_run_is_an_error(context: Context) -> None:
    with pytest.raises(ProofError, match="pod back/verify-meshed-api-0 does not run"):
        openings.closing(context, calls.allowed(GRAPH)[1])


def test_a_graph_without_such_calls_is_skipped_with_the_reason(context: Context) -> None:
    assert graph_calls_answered.needs(context) == other_calls_refused.needs(context) == ""
    alone = loads("services: {a: {namespace: n, ports: {http: 80}}}", "graph.yml")
    empty = Context(context.cluster, Settings.of({"gateway_url": "", "graph": alone}))
    assert graph_calls_answered.needs(empty) == "the service graph has no calls"
    assert plain_calls_refused.needs(empty) == "the service graph has no calls"
    assert other_calls_refused.needs(empty).startswith("the service graph allows every call")
