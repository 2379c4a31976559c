# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What is left of a platform, as people and as programs read it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .model import Leftover
from .order import ordered

_TITLES = {
    "present": "still there",
    "going": "being deleted by AWS",
    "scheduled": "deleted by AWS at the end of its recovery window",
    "kept": "kept as a backup",
}


def entries(found: Sequence[Leftover]) -> list[dict[str, Any]]:
    """Leftovers as data."""
    return [{**leftover._asdict(), "tags": dict(leftover.tags)} for leftover in ordered(found)]


def lines(found: Sequence[Leftover], blind: Sequence[str]) -> list[str]:
    """The report as text: what remains first, then the rest, then what could not be looked for."""
    told: list[str] = []
    for state, title in _TITLES.items():
        group = [leftover for leftover in ordered(found) if leftover.state == state]
        if group or state == "present":
            told.append(f"{len(group)} {title}")
        told += [f"  {leftover}" for leftover in group]
    return told + list(blind)


def is_clean(found: Sequence[Leftover], blind: Sequence[str]) -> bool:
    """Whether nothing remains that costs or that stands in the way of a new platform."""
    return not blind and all(leftover.state in ("scheduled", "kept") for leftover in found)
