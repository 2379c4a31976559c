"""When a proof is green, when it is red, and what becomes of a control."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import Unreachable
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import guards, runner
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Context
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import (
    Check,
    Control,
    Observation,
    Proof,
    ProofError,
    Status,
)

Object = dict[str, Any]


def guard(held: bool) -> Observation:
    return Observation("plain call", "reset", "reset" if held else "answered", held)


def baseline(held: bool) -> Observation:
    return Observation("meshed call", "answered", "answered" if held else "timeout", held, True)


def opener(_: Context) -> list[Object]:
    metadata = {"name": "opener", "namespace": "n"}
    return [{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata}]


def is_open(context: Context) -> bool:
    return bool(context.cluster.objects("networking.k8s.io/v1", "NetworkPolicy"))


def watching(context: Context) -> list[Observation]:
    """A check that really looks: red while the opener is there."""
    return [baseline(True), guard(not is_open(context))]


def proof(check: Check = watching, **more: Any) -> Proof:
    control = Control("the guard was opened", guards.adding(opener))
    return Proof("p", "title", "guard", "R1", check, **{"control": control} | more)


def in_turn(*looks: list[Observation]) -> Callable[[Context], list[Observation]]:
    """A check that sees one thing after the other, and the last one for ever."""
    left = list(looks)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def test_proof_passes_with_a_control_that_turned_red(context: Context) -> None:
    result = runner.run_proof(proof(), context, with_control=True)
    assert result.status is Status.PASSED
    assert result.control is not None
    assert result.control.turned_red and result.control.restored
    assert [entry.seen for entry in result.control.seen] == ["answered"]
    assert not is_open(context)


def test_without_controls_nothing_is_opened(context: Context) -> None:
    result = runner.run_proof(proof(), context, with_control=False)
    assert result.status is Status.PASSED
    assert result.control is None
    assert context.cluster.log == []


def test_broken_guard_fails_at_once_and_says_what_was_seen(context: Context) -> None:
    result = runner.run_proof(proof(in_turn([guard(False)], [guard(True)])), context, True)
    assert result.status is Status.FAILED
    assert result.message == "plain call: expected reset, seen answered"
    assert result.control is None


def test_missing_baseline_is_given_time(context: Context) -> None:
    check = in_turn([baseline(False), guard(True)], [baseline(True), guard(True)])
    assert runner.run_proof(proof(check), context, False).status is Status.PASSED


def test_question_that_could_not_be_asked_is_asked_again(context: Context) -> None:
    tries = []

    def check(_: Context) -> list[Observation]:
        tries.append(1)
        if len(tries) == 1:
            raise ProofError("the node was busy")
        return [guard(True)]

    assert runner.run_proof(proof(check), context, False).status is Status.PASSED
    assert len(tries) == 2


def test_baseline_that_never_comes_fails(context: Context) -> None:
    result = runner.run_proof(proof(in_turn([baseline(False), guard(True)])), context, False)
    assert result.status is Status.FAILED
    assert result.seconds == pytest.approx(runner.WARM_UP, abs=runner.PAUSE)


def test_patient_proof_waits_for_its_guard(context: Context) -> None:
    check = in_turn([guard(False)], [guard(False)], [guard(True)])
    assert runner.run_proof(proof(check, patience=5), context, False).status is Status.PASSED


def test_proof_that_cannot_turn_red_fails(context: Context) -> None:
    result = runner.run_proof(proof(in_turn([guard(True)])), context, True)
    assert result.status is Status.FAILED
    assert result.message == "the proof stayed green although the guard was opened"
    assert not is_open(context)


def test_red_for_the_wrong_reason_is_not_red(context: Context) -> None:
    """The target died while the guard was open: that shows nothing about the guard."""

    def check(context: Context) -> list[Observation]:
        alive = not is_open(context)
        return [baseline(alive), guard(alive)]

    result = runner.run_proof(proof(check), context, True)
    assert result.status is Status.FAILED
    assert result.control is not None
    assert not result.control.turned_red


def test_guard_that_does_not_come_back_fails(context: Context) -> None:
    check = in_turn([guard(True)], [guard(False)])
    result = runner.run_proof(proof(check), context, True)
    assert result.status is Status.FAILED
    assert result.message == "the guard did not come back after the guard was opened"


def test_control_about_another_subject_needs_no_mending(context: Context) -> None:
    looks = []

    def check(context: Context) -> list[Observation]:
        looks.append(context.subject)
        return [guard(not context.subject)]

    control = Control("another asked", guards.asking_about("stranger"), mends=False)
    result = runner.run_proof(proof(check, control=control), context, True)
    assert result.status is Status.PASSED
    assert looks == ["", "stranger"]


@pytest.mark.parametrize("error", [ProofError("no pod"), Unreachable("away"), OSError("disk")])
def test_what_cannot_be_carried_out_is_an_error_not_a_failure(
    context: Context, error: Exception
) -> None:
    def check(_: Context) -> list[Observation]:
        raise error

    result = runner.run_proof(proof(check), context, True)
    assert result.status is Status.ERROR
    assert str(error) in result.message


def test_guard_is_closed_again_when_the_check_breaks(context: Context) -> None:
    def check(context: Context) -> list[Observation]:
        if is_open(context):
            raise ProofError("the pod is gone")
        return [guard(True)]

    assert runner.run_proof(proof(check), context, True).status is Status.ERROR
    assert not is_open(context)


@pytest.mark.parametrize("seen", [[], [baseline(True)]])
def test_nothing_tried_proves_nothing(context: Context, seen: list[Observation]) -> None:
    result = runner.run_proof(proof(lambda _: seen), context, False)
    assert result.status is Status.FAILED
    assert result.message == "nothing was found that could be tried"


def test_proof_that_cannot_be_asked_here_is_skipped_with_the_reason(context: Context) -> None:
    result = runner.run_proof(proof(needs=lambda _: "no AWS"), context, True)
    assert (result.status, result.message) == (Status.SKIPPED, "no AWS")


def test_lonely_proofs_run_last_and_results_keep_the_order(context: Context) -> None:
    running: list[str] = []

    def named(name: str, alone: bool) -> Proof:
        @contextmanager
        def broken(context: Context) -> Iterator[Context]:
            yield context

        def check(_: Context) -> list[Observation]:
            running.append(name)
            return [guard(True)]

        return Proof(name, "t", "g", "", check, Control("c", broken), alone=alone)

    proofs = [named("alone", True), named("a", False), named("b", False)]
    told: list[str] = []
    results = runner.run_all(proofs, context, False, lambda result: told.append(result.name))
    assert [result.name for result in results] == ["alone", "a", "b"]
    assert running[-1] == told[-1] == "alone"
    assert sorted(told) == ["a", "alone", "b"]
