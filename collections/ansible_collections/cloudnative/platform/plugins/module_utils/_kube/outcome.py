# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What was done to the objects of a set, as modules return it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .changes import diff
from .objects import Object, Ref

MOVING = ("created", "configured", "deleted")
ACTIONS = (*MOVING, "unchanged", "kept", "absent")


@dataclass
class Outcome:
    """What was done to one object. Without a diff to show, it holds no content of the object."""

    ref: Ref
    action: str
    ms: int
    before: Object | None = field(default=None, repr=False)
    after: Object | None = field(default=None, repr=False)

    @property
    def moved(self) -> bool:
        """Whether something was changed."""
        return self.action in MOVING

    def result(self) -> dict[str, Any]:
        """The outcome as a module returns it: no content of the object."""
        return {**self.ref._asdict(), "action": self.action, "ms": self.ms}

    def diff(self) -> dict[str, str]:
        """Before and after as a person reads them."""
        return diff(self.before, self.after)


def summary(results: Sequence[Mapping[str, Any]], requests: int, seconds: float) -> dict[str, Any]:
    """What a module returns about a whole set."""
    count: Callable[[str], int] = [result["action"] for result in results].count
    totals = {action: count(action) for action in ACTIONS}
    return {
        "changed": any(totals[action] for action in MOVING),
        "objects": list(results),
        "totals": {**totals, "requests": requests, "ms": round(seconds * 1000)},
    }
