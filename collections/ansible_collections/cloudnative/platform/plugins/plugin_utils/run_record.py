# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a run of playbooks did: durations and changes by phase and task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Task:
    """One task on all hosts; times in seconds of a clock that only grows."""

    name: str
    started: float
    ended: float | None = None
    changed: int = 0
    failed: int = 0

    @property
    def seconds(self) -> float:
        """How long it took; zero while it runs."""
        return (self.ended or self.started) - self.started


@dataclass
class Phase:
    """All tasks of one role."""

    name: str
    tasks: list[Task] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long its tasks took."""
        return sum(task.seconds for task in self.tasks)

    @property
    def changed(self) -> int:
        """How many results said that they changed something."""
        return sum(task.changed for task in self.tasks)

    @property
    def failed(self) -> int:
        """How many results were failures that nobody expected."""
        return sum(task.failed for task in self.tasks)


class Record:
    """Collects what the callback is told; keeps names and numbers, never arguments or results."""

    def __init__(self) -> None:
        self._phases: dict[str, Phase] = {}
        self._current: Task | None = None

    @property
    def phases(self) -> list[Phase]:
        """The phases in the order in which they began."""
        return list(self._phases.values())

    @property
    def seconds(self) -> float:
        """How long all phases took."""
        return sum(phase.seconds for phase in self.phases)

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not any(phase.failed for phase in self.phases)

    def start(self, phase: str, task: str, now: float) -> None:
        """A task begins, and with that the one before has ended."""
        self.stop(now)
        self._current = Task(task, now)
        self._phases.setdefault(phase, Phase(phase)).tasks.append(self._current)

    def stop(self, now: float) -> None:
        """The running task has ended."""
        if self._current and self._current.ended is None:
            self._current.ended = now

    def result(self, changed: bool = False, failed: bool = False) -> None:
        """The running task has ended on one host."""
        if self._current:
            self._current.changed += changed
            self._current.failed += failed

    def as_dict(self) -> dict[str, Any]:
        """The record in the types of JSON."""
        return {
            "ok": self.ok,
            "seconds": round(self.seconds, 2),
            "phases": [
                {
                    "name": phase.name,
                    "seconds": round(phase.seconds, 2),
                    "changed": phase.changed,
                    "failed": phase.failed,
                    "tasks": [
                        {
                            "name": task.name,
                            "seconds": round(task.seconds, 2),
                            "changed": task.changed,
                            "failed": task.failed,
                        }
                        for task in phase.tasks
                    ],
                }
                for phase in self.phases
            ],
        }
