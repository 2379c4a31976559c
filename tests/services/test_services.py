"""Each service's own tests and checks, run as its developer runs them: in its folder."""

from __future__ import annotations

import sys

import pytest

from support.shell import ROOT, Shell

SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("tool", ["mypy", "pytest"])
def test_python_service(shell: Shell, service: str, tool: str) -> None:
    folder = str(ROOT / "services" / service)
    run = shell("env", "--chdir", folder, sys.executable, "-m", tool)
    assert run.status == 0
