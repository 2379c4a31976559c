"""The matrix of calls: every pair once, each answer named for what it is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import loads
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import calls
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Context
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import ProofError
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.probes import (
    Answer,
    Outcome,
)

GRAPH = loads(
    """
services:
  edge: {namespace: edge, external: true, calls: {api: [http]}}
  api: {namespace: back, ports: {http: 8080, http-admin: 9000}, calls: {cache: [redis]}}
  cache: {namespace: data, ports: {redis: 6379}}
""",
    "graph.yml",
)


def named(cells: list[calls.Cell]) -> list[tuple[str, str]]:
    return [(cell.caller, cell.target) for cell in cells]


def test_the_calls_of_the_graph_must_be_answered() -> None:
    assert named(calls.allowed(GRAPH)) == [("edge", "api:8080"), ("api", "cache:6379")]
    assert {cell.wanted for cell in calls.allowed(GRAPH)} == {("answered",)}


def test_every_other_pair_must_be_refused_and_so_must_a_stranger() -> None:
    stranger = "verify-mesh/stranger-0"
    assert named(calls.refused(GRAPH)) == [
        ("edge", "api:9000"),
        ("edge", "cache:6379"),
        ("cache", "api:8080"),
        ("cache", "api:9000"),
        (stranger, "api:8080"),
        (stranger, "api:9000"),
        (stranger, "cache:6379"),
    ]
    assert not any("answered" in cell.wanted for cell in calls.refused(GRAPH))


def test_in_plain_text_the_mesh_stops_what_the_network_lets_through() -> None:
    wanted = {(c.caller, c.target): c.wanted for c in calls.in_plain_text(GRAPH)}
    assert len(wanted) == 6 + 2 * 3  # pairs of services, and a stranger in each namespace of ours
    resets = {place for place, outcomes in wanted.items() if outcomes == ("reset",)}
    assert resets == {
        ("edge in plain text", "api:8080"),
        ("api in plain text", "cache:6379"),
    }
    assert {wanted[place] for place in wanted.keys() - resets} == {("timeout",)}


def test_ten_services_make_ninety_pairs_and_ten_pods() -> None:
    text = "services:\n" + "".join(
        f"  s{number}: {{namespace: n, ports: {{http: 80}}}}\n" for number in range(10)
    )
    graph = loads(text, "graph.yml")
    pairs = [cell for cell in calls.refused(graph) if cell.caller in graph.services]
    assert (len(pairs), len({cell.source for cell in pairs})) == (90, 10)


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (Answer(Outcome.ANSWERED, 1, 200), "answered"),
        (Answer(Outcome.ANSWERED, 1, 404, "{}"), "answered"),
        (Answer(Outcome.ANSWERED, 1, body="52"), "answered"),
        (Answer(Outcome.ANSWERED, 1, 403, "no"), "answered"),
        (Answer(Outcome.ANSWERED, 1, 403, "RBAC: access denied"), "refused by identity"),
        (Answer(Outcome.ANSWERED, 1, 503, "upstream connect error"), "the proxy says 503"),
        (Answer(Outcome.TIMEOUT, 1), "timeout"),
        (Answer(Outcome.ERROR, 1, detail="odd"), "error (odd)"),
    ],
)
def test_only_the_service_itself_answers(answer: Answer, seen: str) -> None:
    assert calls.seen(answer) == seen


def test_each_pod_asks_once_and_each_cell_gets_its_answer(context: Context, cluster: Any) -> None:
    asked = []

    def answer(namespace: str, pod: str) -> str:
        asked.append(f"{namespace}/{pod}")
        outcomes = {"verify-meshed-edge-0": ["answered"], "verify-meshed-api-0": ["timeout"]}
        return json.dumps([{"outcome": word, "ms": 3} for word in outcomes[pod]])

    cluster.answer = answer
    first, second = calls.ask(context, calls.allowed(GRAPH))
    assert sorted(asked) == ["back/verify-meshed-api-0", "edge/verify-meshed-edge-0"]
    assert (first.row, first.column, first.seen, first.held) == (
        ("edge", "api:8080", "answered", True)
    )
    assert (second.row, second.column, second.seen, second.held) == (
        ("api", "cache:6379", "timeout", False)
    )


def test_greetings_follow_the_name_of_the_port() -> None:
    http, redis = (cell.probe() for cell in calls.allowed(GRAPH))
    assert str(http) == "GET http://api.back.svc.cluster.local:8080/healthz"
    assert bytes.fromhex(redis.send) == b"PING\r\n"


def test_a_port_that_nobody_can_greet_is_an_error() -> None:
    graph = loads("services: {a: {namespace: n, ports: {smtp: 25}}, b: {namespace: n}}", "g.yml")
    with pytest.raises(ProofError, match=r"port smtp of a cannot be greeted: .*http, postgresql"):
        calls.refused(graph)[0].probe()
