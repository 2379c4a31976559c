"""Go code: its form, and what staticcheck finds. golangci-lint itself: scripts/golangci.sh."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from support.artifacts import built

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path.parent for path in ROOT.glob("services/*/go.mod"))


def staticcheck(folder: Path) -> subprocess.CompletedProcess[str]:
    """What staticcheck says of the packages in a folder and those below it."""
    command = [built("staticcheck") / "bin" / "staticcheck", "-checks=all", "./..."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_all_go_code_has_the_standard_form() -> None:
    command = ["gofmt", "-l", "services", "lab/go"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ""


@pytest.mark.parametrize("folder", SERVICES, ids=lambda folder: folder.name)
def test_staticcheck_finds_nothing(folder: Path) -> None:
    done = staticcheck(folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_staticcheck_finds_what_nobody_uses(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/spare\n\ngo 1.26\n")
    (tmp_path / "main.go").write_text(
        "// Command spare.\npackage main\n\nfunc spare() {}\n\nfunc main() {}\n"
    )
    done = staticcheck(tmp_path)
    assert done.returncode == 1
    assert "func spare is unused (U1000)" in done.stdout
