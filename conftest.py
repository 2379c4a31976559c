"""Which tests stay together where several processes share the work, as in ``make test``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# These start hosts of the lab and look at the whole machine: in one process, in this order.
ALONE = ("tests/lab", "tests/aws")


def place(item: pytest.Item) -> str:
    """The file of a test, relative to the project."""
    return item.path.relative_to(Path(__file__).parent).as_posix()


def rank(item: pytest.Item) -> int:
    """Its turn: what takes longest begins at once, beside all that needs nothing of it."""
    return next((turn for turn, name in enumerate(ALONE) if place(item).startswith(name)), 9)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each test's group: its file, or ``machine``."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            group = "machine" if place(item).startswith(ALONE) else place(item)
            item.add_marker(pytest.mark.xdist_group(group))


class InTurn:
    """Puts the tests in their order, once all others have had their say."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort; tests of one turn stay as they are."""
        items.sort(key=rank)


def pytest_configure(config: pytest.Config) -> None:
    """One process alone begins with what is cheap, as pyproject.toml lists the folders."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        config.pluginmanager.register(InTurn())
