"""Services are tested in folders of their own."""

from __future__ import annotations

import pytest

from support.shell import Shell


@pytest.fixture(scope="session")
def shell(request: pytest.FixtureRequest) -> Shell:
    """Runs commands at the project's root."""
    return Shell(request.config)
