"""Which tests stay together where two processes share the work, as in ``make test``."""

from __future__ import annotations

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# One after another in one process: they start hosts of the lab, look at the whole machine, or
# build what would have to wait for the lab's builds.
BUILDING = ("tflint", "k8s", "go", "contracts", "new_service")
TOGETHER = (
    *("tests/lab/", "tests/aws/", "tests/gitops/test_build_services.py"),
    *(f"tests/static/test_{name}.py" for name in BUILDING),
)


def rank(nodeid: str) -> int:
    """Which of the above a test is; their number for all others."""
    starts = [nodeid.startswith(place) for place in TOGETHER]
    return starts.index(True) if True in starts else len(TOGETHER)


class Together(LoadScopeScheduling):
    """Hands out whole files, and all of the above as one."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if rank(nodeid) == len(TOGETHER) else "together"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """What hands out the tests."""
    return Together(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; one process alone begins with what is cheap instead."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: rank(item.nodeid))
