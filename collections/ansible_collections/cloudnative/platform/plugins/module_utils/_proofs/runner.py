# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs proofs: check, break the guard, see it turn red, see it mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import UTC, datetime

from .._kube.errors import KubeError
from .context import Context
from .model import Check, ControlResult, Observation, Proof, ProofError, Result, Status

# Seconds in which a broken or mended guard must show in the traffic.
PROPAGATION = 30.0
# Seconds in which targets and permitted callers of a proof must be there.
WARM_UP = 30.0
PAUSE = 0.25
WORKERS = 16


def holds(observations: Sequence[Observation]) -> bool:
    """Whether everything was seen as expected; without a guard that was tried nothing is proved."""
    tried = any(not entry.baseline for entry in observations)
    return tried and all(entry.held for entry in observations)


def is_decided(observations: Sequence[Observation]) -> bool:
    """Whether all is well, or a guard is broken, which no second look mends."""
    return holds(observations) or any(
        not entry.held and not entry.baseline for entry in observations
    )


def is_red(observations: Sequence[Observation]) -> bool:
    """Whether the guard, and nothing but the guard, is seen to be broken."""
    return all(entry.held for entry in observations if entry.baseline) and any(
        not entry.held for entry in observations if not entry.baseline
    )


def settle(
    check: Check,
    context: Context,
    wanted: Callable[[Sequence[Observation]], bool],
    patience: float,
) -> list[Observation]:
    """Repeat the check until it is as wanted or ``patience`` seconds are over; the last look.

    Raises:
        ProofError: the last look could not be had.
    """
    deadline = context.clock() + patience
    while True:
        try:
            observations = check(context)
        except ProofError:
            if context.clock() >= deadline:
                raise
        else:
            if wanted(observations) or context.clock() >= deadline:
                return observations
        context.sleep(PAUSE)


def look(proof: Proof, context: Context) -> list[Observation]:
    """The check's first answer that counts."""
    if proof.patience:
        return settle(proof.check, context, holds, proof.patience)
    return settle(proof.check, context, is_decided, WARM_UP)


def run_control(proof: Proof, context: Context) -> ControlResult:
    """Break the guard, look whether the check turns red, mend it, look whether it is green."""
    start = context.clock()
    with proof.control.broken(context) as broken:
        seen = settle(proof.check, broken, is_red, PROPAGATION)
    red = is_red(seen)
    mended = not proof.control.mends or holds(settle(proof.check, context, holds, PROPAGATION))
    return ControlResult(
        title=proof.control.title,
        turned_red=red,
        restored=mended,
        # Red: what turned red. Otherwise all that was seen, to find out why it did not.
        seen=[entry for entry in seen if not entry.held] if red else seen,
        seconds=round(context.clock() - start, 2),
    )


def judge(evidence: Sequence[Observation], control: ControlResult | None) -> tuple[Status, str]:
    """The verdict and, where it is not passed, the reason in one sentence."""
    if not holds(evidence):
        wrong = [entry for entry in evidence if not entry.held]
        return Status.FAILED, "; ".join(
            f"{entry.asked}: expected {entry.expected}, seen {entry.seen}" for entry in wrong
        ) or "nothing was found that could be tried"
    if control and not control.turned_red:
        return Status.FAILED, f"the proof stayed green although {control.title}"
    if control and not control.restored:
        return Status.FAILED, f"the guard did not come back after {control.title}"
    return Status.PASSED, ""


def run_proof(proof: Proof, context: Context, with_control: bool) -> Result:
    """Run one proof; every failure becomes part of the result."""
    context = replace(context, proof=proof.name)
    started, start = datetime.now(UTC), context.clock()
    evidence: list[Observation] = []
    control: ControlResult | None = None
    try:
        reason = proof.needs(context)
        if reason:
            status, message = Status.SKIPPED, reason
        else:
            evidence = look(proof, context)
            if with_control and holds(evidence):
                control = run_control(proof, context)
            status, message = judge(evidence, control)
    except (ProofError, KubeError, OSError) as error:
        status, message = Status.ERROR, f"{type(error).__name__}: {error}"
    return Result(
        name=proof.name,
        title=proof.title,
        guard=proof.guard,
        requirement=proof.requirement,
        status=status,
        message=message,
        evidence=evidence,
        control=control,
        started=started.isoformat(timespec="milliseconds"),
        seconds=round(context.clock() - start, 2),
    )


def run_all(
    proofs: Sequence[Proof],
    context: Context,
    with_control: bool,
    tell: Callable[[Result], None] = lambda _: None,
) -> list[Result]:
    """Run proofs side by side, then those that must be alone.

    Args:
        proofs: what to run.
        context: where.
        with_control: whether to run the negative controls too.
        tell: called with each result as soon as it is known.

    Returns:
        The results in the order of ``proofs``.
    """
    results: dict[str, Result] = {}

    def keep(result: Result) -> None:
        results[result.name] = result
        tell(result)

    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        together = [
            pool.submit(run_proof, proof, context, with_control)
            for proof in proofs
            if not proof.alone
        ]
        for future in as_completed(together):
            keep(future.result())
    for proof in proofs:
        if proof.alone:
            keep(run_proof(proof, context, with_control))
    return [results[proof.name] for proof in proofs]
