"""Contracts of services: the files, and how hard the running service is tried with them."""

from __future__ import annotations

import yaml
from hypothesis import HealthCheck, Phase
from hypothesis import settings as fuzzing

from service_kit.testing.programs import REPOSITORY

CONTRACTS = REPOSITORY / "services" / "contracts"

# The same examples in each run; a few of each operation keep it short.
FUZZING = fuzzing(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def written(service: str) -> object:
    """A service's contract as its file has it."""
    return yaml.safe_load((CONTRACTS / f"{service}.yaml").read_text(encoding="utf-8"))
