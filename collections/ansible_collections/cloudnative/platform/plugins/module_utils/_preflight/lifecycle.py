# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of the catalogue: components near or past their end of life, and those left out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from .model import Check


def check_lifecycle(
    components: Mapping[str, Mapping[str, Any]],
    today: datetime.date,
    warn_days: int,
    accepted: tuple[str, ...] = (),
) -> Iterator[Check]:
    """Components whose support ends soon (warn) or has ended (fail).

    Args:
        components: the catalogue's components by name.
        today: the day to judge by.
        warn_days: days before the end from which to warn.
        accepted: components that may be past their end.
    """
    for name, component in sorted(components.items()):
        end = component.get("end_of_life")
        if end is None:
            continue
        day = end if isinstance(end, datetime.date) else datetime.date.fromisoformat(str(end))
        left = (day - today).days
        what = f"{name} {component.get('version', '')}".rstrip()
        if left >= warn_days:
            continue
        if left >= 0:
            yield Check(
                name,
                "warn",
                f"{what} is supported until {day} only ({left} days)",
                "Plan its upgrade",
            )
        elif name in accepted:
            yield Check(name, "warn", f"{what} has had no support since {day}; accepted by name")
        else:
            yield Check(
                name,
                "fail",
                f"{what} has had no support since {day}",
                "Pin a newer version in catalogue.yml, or name it in preflight_accept_end_of_life",
            )


def check_skipped(components: Mapping[str, Mapping[str, Any]]) -> Iterator[Check]:
    """Components that the lab leaves out because it cannot make them."""
    for name, component in sorted(components.items()):
        images = (component.get("images") or {}).values()
        if component.get("lab") or any(image.get("recipe") for image in images):
            continue
        reason = component.get("note") or "it cannot be built from package registries"
        yield Check(name, "skip", f"not in the lab: {reason}")
