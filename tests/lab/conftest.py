"""The running lab. The first test that asks for it builds the whole platform, as a user would."""

from __future__ import annotations

from pathlib import Path

import pytest

import support.collection  # noqa: F401 (makes plugins importable)
from support.shell import Run, Shell

# The order in which the files run: what most others stand on comes first.
ORDER = ["test_site", "test_cloud", "test_molecule", "test_rollout", "test_node"]


@pytest.fixture(scope="session")
def shell(request: pytest.FixtureRequest) -> Shell:
    """Runs commands at the project's root."""
    return Shell(request.config)


@pytest.fixture(scope="session")
def site(shell: Shell) -> Run:
    """The run that built the platform; every test of the lab starts from it."""
    run = shell("make", "site")
    if run.status != 0:
        pytest.exit(f"make site failed with status {run.status}; no test of the lab can run", 1)
    return run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as a test of the lab, and put the files in their order."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.lab)
    ranked = iter(sorted(here, key=lambda item: ORDER.index(item.path.stem)))
    mine = set(here)
    items[:] = [next(ranked) if item in mine else item for item in items]
