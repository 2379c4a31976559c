# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a service graph, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: the line, the keys that lead there, and what to do about it."""

    line: int
    place: str
    text: str


class GraphError(ValueError):
    """The graph is not what it should be; one line of the message for each problem."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.lines = [f"{file}:{p.line}: {p.place}: {p.text}" for p in sorted(set(problems))]
        super().__init__("\n".join(self.lines))
