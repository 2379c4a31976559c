"""Reading what the agent saw, and judging it."""

from __future__ import annotations

import json

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import ProofError
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.probes import (
    Answer,
    Outcome,
    Probe,
    observe,
    parse_answers,
)

PROBE = Probe("http", "echo", 8080)


def test_answers_are_read() -> None:
    text = json.dumps([{"outcome": "answered", "ms": 3, "status": 200, "body": '{"a": 1}'}])
    [answer] = parse_answers(text, 1)
    assert (answer.outcome, answer.status, answer.json()) == (Outcome.ANSWERED, 200, {"a": 1})


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "Traceback", '[{"outcome": "fine", "ms": 1}]', '[{"ms": 1}]']
)
def test_unreadable_output_is_an_error_not_a_verdict(text: str) -> None:
    with pytest.raises(ProofError):
        parse_answers(text, 1)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.RESET])
def test_only_what_is_expected_holds(outcome: Outcome) -> None:
    assert not observe("pod", PROBE, Answer(outcome, 1), [Outcome.RESET]).held


def test_status_must_be_the_expected_one() -> None:
    wanted = [Outcome.ANSWERED]
    assert observe("pod", PROBE, Answer(Outcome.ANSWERED, 1, 200), wanted, status=200).held
    assert not observe("pod", PROBE, Answer(Outcome.ANSWERED, 1, 503), wanted, status=200).held


def test_observation_says_what_was_asked_expected_and_seen() -> None:
    seen = observe("verify/caller", PROBE, Answer(Outcome.ANSWERED, 7, 503), [Outcome.RESET])
    assert seen.asked == "verify/caller: GET http://echo:8080/"
    assert seen.expected == "reset"
    assert seen.seen == "answered with status 503"
    assert seen.ms == 7


def test_unnamed_error_is_shown_with_its_text() -> None:
    assert str(Answer(Outcome.ERROR, 1, detail="bad file")) == "error (bad file)"
