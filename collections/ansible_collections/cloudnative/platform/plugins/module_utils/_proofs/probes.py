# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Questions for the agent in a pod, and the reading of its answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .model import Observation, ProofError

# The first message of a PostgreSQL client that asks for TLS; the server answers one byte.
POSTGRES_HELLO = "0000000804d2162f"


class Outcome(StrEnum):
    """How a probe ended; the words are the agent's."""

    ANSWERED = "answered"
    REFUSED = "refused"
    RESET = "reset"
    TIMEOUT = "timeout"
    UNRESOLVED = "unresolved"
    UNREACHABLE = "unreachable"
    ERROR = "error"


@dataclass(frozen=True)
class Probe:
    """One question: ``kind`` is http, tcp or dns; ``timeout`` in seconds."""

    kind: str
    host: str
    port: int = 0
    path: str = "/"
    headers: dict[str, str] = field(default_factory=dict)
    send: str = ""
    # Long enough for one packet to be lost and sent again.
    timeout: float = 2.0

    def __str__(self) -> str:
        if self.kind == "http":
            return f"GET http://{self.host}:{self.port}{self.path}"
        return f"resolve {self.host}" if self.kind == "dns" else f"connect {self.host}:{self.port}"

    def as_dict(self) -> dict[str, Any]:
        """The question in the agent's words."""
        return dict(vars(self))


@dataclass(frozen=True)
class Answer:
    """What the agent saw."""

    outcome: Outcome
    ms: int
    status: int = 0
    body: str = ""
    detail: str = ""

    def __str__(self) -> str:
        text = str(self.outcome)
        if self.status:
            text += f" with status {self.status}"
        # Which error it was matters only where no outcome names it.
        if self.outcome is Outcome.ERROR:
            text += f" ({self.detail})"
        return text

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is none."""
        try:
            parsed = json.loads(self.body)
        except ValueError:
            return {}
        return parsed if isinstance(parsed, dict) else {}


def parse_answers(text: str, count: int) -> list[Answer]:
    """Read the agent's output.

    Raises:
        ProofError: the output is not what the agent writes for ``count`` questions.
    """
    try:
        answers = [
            Answer(
                outcome=Outcome(entry["outcome"]),
                ms=int(entry["ms"]),
                status=int(entry.get("status", 0)),
                body=str(entry.get("body", "")),
                detail=str(entry.get("detail", "")),
            )
            for entry in json.loads(text)
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise ProofError(f"the probe's answer cannot be read ({error}): {text[:200]!r}") from error
    if len(answers) != count:
        raise ProofError(f"{count} probes were sent, {len(answers)} answers came back")
    return answers


def observe(
    source: str,
    probe: Probe,
    answer: Answer,
    expected: Sequence[Outcome],
    status: int = 0,
    baseline: bool = False,
) -> Observation:
    """Judge one answer.

    Args:
        source: who asked.
        probe: what was asked.
        answer: what came back.
        expected: outcomes that are right.
        status: the HTTP status that an answer must carry; 0 where any will do.
        baseline: see ``Observation``.
    """
    wanted = " or ".join(expected) + (f" with status {status}" if status else "")
    held = answer.outcome in expected and (not status or answer.status == status)
    return Observation(f"{source}: {probe}", wanted, str(answer), held, baseline, answer.ms)
