"""What was seen, and the medians of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Sample:
    """One attempt of one contestant at one set.

    Seconds, bytes of memory, keys of the set that were written in etcd, requests for its kinds.
    """

    objects: int
    seconds: float
    memory: int
    writes: int
    requests: int


@dataclass
class Seen:
    """All figures: samples by case, contestant and attempt (first, again); seconds by measure."""

    samples: dict[tuple[str, str, str], list[Sample]] = field(
        default_factory=lambda: defaultdict(list)
    )
    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def contestants(self, case: str) -> list[str]:
        """Who took part in a case."""
        return list(dict.fromkeys(name for found, name, _ in self.samples if found == case))

    def median(
        self, case: str, name: str, attempt: str, value: Callable[[Sample], float]
    ) -> float | None:
        """The median of a value over all runs, None if the contestant took no part."""
        found = self.samples.get((case, name, attempt))
        return median(value(sample) for sample in found) if found else None

    def seconds_of(self, case: str, name: str, attempt: str) -> float | None:
        """The median of the seconds."""
        return self.median(case, name, attempt, lambda sample: sample.seconds)

    def as_json(self) -> dict[str, Any]:
        """Every single figure."""
        samples = [
            {"case": case, "contestant": name, "attempt": attempt, **asdict(sample)}
            for (case, name, attempt), found in self.samples.items()
            for sample in found
        ]
        return {"samples": samples, "seconds": self.seconds, "failures": self.failures}


def percentile(values: list[float], share: float) -> float:
    """The smallest value that ``share`` (0..1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-round(share * 1000) * len(ordered) // 1000) - 1)]
