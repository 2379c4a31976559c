"""Kills a command at many points, spread over what it does."""

from __future__ import annotations

import random

from aws.provisioning import Provisioning

POINTS = 10
# How many writes a run may do before it is killed, from and to: together most of an apply from
# nothing (about 85 writes), and of a destroy (about 60).
WRITES = {"present": (4, 9), "absent": (3, 7)}


def interrupted(provisioning: Provisioning, state: str) -> int:
    """Kill the same command again and again; answers how often it died."""
    chance = random.Random(f"{state} 5")  # noqa: S311 (repeatable, not secret)
    return sum(
        # In turn: AWS did what was asked and nobody heard of it, or AWS never heard of it.
        provisioning.killed(
            chance.randrange(*WRITES[state]),
            "-e",
            f"infrastructure_state={state}",
            unanswered=number % 2 == 0,
        )
        for number in range(POINTS)
    )
