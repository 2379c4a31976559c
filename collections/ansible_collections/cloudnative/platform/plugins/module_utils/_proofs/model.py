# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a proof is, what it sees, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .context import Context


class ProofError(Exception):
    """A proof could not be carried out, so nothing is known: what failed and what to do."""


class Status(StrEnum):
    """How a proof ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Observation:
    """One thing that was asked and what was seen.

    Attributes:
        asked: what was sent or read, from where to where.
        expected: what must be seen.
        seen: what was seen.
        held: whether that is what was expected.
        baseline: true where it only shows that the question makes sense (the target is alive,
            the permitted caller gets through); a control must leave those untouched.
        ms: milliseconds until it was seen.
        row, column: its place in the matrix of calls, caller and target; empty for what is none.
    """

    asked: str
    expected: str
    seen: str
    held: bool
    baseline: bool = False
    ms: int = 0
    row: str = ""
    column: str = ""


Check = Callable[["Context"], list[Observation]]


@dataclass(frozen=True)
class Control:
    """The negative control: what must turn the proof red.

    Attributes:
        title: what is broken, as half a sentence.
        broken: breaks the guard for the time of a ``with`` block, and mends it after.
            It yields the context in which the check must fail.
        mends: whether something of the cluster was broken, so that it must be seen to be whole
            again; false where the control only asks about somebody or something else.
    """

    title: str
    broken: Callable[[Context], AbstractContextManager[Context]]
    mends: bool = True


@dataclass(frozen=True)
class Proof:
    """One promise of the platform and how it is put to the test.

    Attributes:
        name: identifier, also the name of its file.
        title: the promise, as a sentence.
        guard: what in the cluster keeps the promise.
        requirement: its number in docs/requirements.md.
        check: sends the traffic, reads the state.
        control: what must turn the check red.
        alone: whether it disturbs what other proofs look at, so that nothing may run beside it.
        patience: seconds in which the check may become green, for states that take time to
            settle. Zero where one wrong answer already breaks the promise.
        needs: says why the proof cannot be asked here, or nothing where it can.
    """

    name: str
    title: str
    guard: str
    requirement: str
    check: Check
    control: Control
    alone: bool = False
    patience: float = 0.0
    needs: Callable[[Context], str] = field(default=lambda _: "")


@dataclass(frozen=True)
class ControlResult:
    """How the negative control ended."""

    title: str
    turned_red: bool
    restored: bool
    seen: list[Observation]
    seconds: float


@dataclass(frozen=True)
class Result:
    """How one proof ended; ``message`` says why where it did not pass."""

    name: str
    title: str
    guard: str
    requirement: str
    status: Status
    message: str
    evidence: list[Observation]
    control: ControlResult | None
    started: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The result in the types of JSON."""
        return asdict(self) | {"status": str(self.status)}
