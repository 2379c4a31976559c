# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What can be said of one object's way to readiness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple

Body = Mapping[str, Any]


class State(Enum):
    """Where an object is on its way."""

    READY = "ready"
    PROGRESSING = "progressing"
    FAILED = "failed"


class Assessment(NamedTuple):
    """A state and, unless ready, why."""

    state: State
    message: str = ""


Rule = Callable[[Body], Assessment]
READY = Assessment(State.READY)


def progressing(message: str) -> Assessment:
    """Not ready yet, and why."""
    return Assessment(State.PROGRESSING, message)


def failed(message: str) -> Assessment:
    """Will not become ready without a change."""
    return Assessment(State.FAILED, message)


UNSEEN = progressing("its controller has not seen the last change yet")


def condition(body: Body, name: str) -> Body:
    """A condition by type; empty if the object has none of it."""
    for entry in (body.get("status") or {}).get("conditions") or []:
        if entry.get("type") == name:
            return dict(entry)
    return {}


def is_true(body: Body, name: str) -> bool:
    """Whether the object has this condition, and it is met."""
    return bool(condition(body, name).get("status") == "True")


def is_stale(told: Body, body: Body) -> bool:
    """Whether a status or a condition tells of an older change than the object's last one."""
    generation = (body.get("metadata") or {}).get("generation", 0)
    return bool(told.get("observedGeneration", generation) < generation)


def says(entry: Body) -> str:
    """A condition in words."""
    if not entry:
        return "no condition is set yet"
    words = [str(entry.get("type")), "is", str(entry.get("status"))]
    detail = ": ".join(str(entry[key]) for key in ("reason", "message") if entry.get(key))
    return " ".join(words) + (f" ({detail})" if detail else "")
