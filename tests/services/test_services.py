"""Each service's own tests and checks, run as its developer runs them: in its folder."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from support.shell import ROOT, Shell

SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))
GO_SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/go.mod"))
COVERED = 90.0  # per cent of statements


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("tool", ["mypy", "pytest"])
def test_python_service(shell: Shell, service: str, tool: str) -> None:
    folder = str(ROOT / "services" / service)
    run = shell("env", "--chdir", folder, sys.executable, "-m", tool)
    assert run.status == 0


@pytest.mark.parametrize("service", GO_SERVICES)
def test_go_service(shell: Shell, service: str, tmp_path: Path) -> None:
    def go(*words: str) -> str:
        folder = str(ROOT / "services" / service)
        run = shell("env", "--chdir", folder, *words)
        assert run.status == 0
        return run.output

    assert go("gofmt", "-l", ".") == ""
    go("go", "vet", "./...")
    profile = tmp_path / "profile"
    packages = go("go", "list", "./...").split()
    covered = ",".join(name for name in packages if not name.endswith("test"))
    go("go", "test", "-race", f"-coverpkg={covered}", f"-coverprofile={profile}", "./...")
    total = re.search(r"^total:.*?([\d.]+)%$", go("go", "tool", "cover", f"-func={profile}"), re.M)
    assert total
    assert float(total[1]) >= COVERED
