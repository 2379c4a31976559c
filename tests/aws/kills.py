"""Kills a command at many points, spread over what it does."""

from __future__ import annotations

import os
import random

from aws.provisioning import Provisioning

# Each kill takes half a minute with what follows it.
POINTS = int(os.environ.get("PLATFORM_TEST_KILLS", "4"))
# About so many writes an apply from nothing and a destroy do.
WRITES = {"present": 70, "absent": 50}


def interrupted(provisioning: Provisioning, state: str) -> int:
    """Kill the same command again and again; answers how often it died."""
    chance = random.Random(f"{state} 5")  # noqa: S311 (repeatable, not secret)
    most = WRITES[state] // POINTS
    return sum(
        # In turn: AWS did what was asked and nobody heard of it, or AWS never heard of it.
        provisioning.killed(
            chance.randrange(most // 2, most + 1),
            "-e",
            f"infrastructure_state={state}",
            unanswered=number % 2 == 0,
        )
        for number in range(POINTS)
    )
