"""Services are tested in folders of their own."""

from __future__ import annotations

import pytest

from platform_lab import tools
from support.shell import Shell


@pytest.fixture(scope="session")
def shell(request: pytest.FixtureRequest) -> Shell:
    """Runs commands at the project's root."""
    return Shell(request.config)


@pytest.fixture(scope="session", autouse=True)
def browser() -> None:
    """The page is tried in Debian's Chromium, which nothing else needs."""
    if absent := tools.missing(["chromium"]):
        tools.install(absent)
