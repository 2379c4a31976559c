"""Style, types and structure: each checker is one test and prints what it found."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ["lab", "collections", "tests", "services", "benchmarks", "scripts"]

PLAYBOOKS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "playbooks").glob("*.yml"))
COLLECTION = "collections/ansible_collections/cloudnative/platform"

CHECKS = {
    "ruff": ["ruff", "check", "."],
    "ruff-format": ["ruff", "format", "--check", "."],
    "flake8": ["flake8", *PYTHON],
    "mypy": ["mypy", "lab/platform_lab", "benchmarks", "scripts", f"{COLLECTION}/plugins"],
    "yamllint": ["yamllint", "--strict", "."],
    "ansible-lint": ["ansible-lint", "--offline", "-q"],
    "syntax": ["ansible-playbook", "--syntax-check", "site.yml", *PLAYBOOKS],
    "collection-docs": [
        *("antsibull-docs", "lint-collection-docs", "--plugin-docs"),
        *("--validate-collection-refs", "self", COLLECTION),
    ],
    "reference": ["python", "scripts/reference.py", "--check"],
    "shell": [
        "sh",
        "-n",
        "scripts/setup.sh",
        "scripts/lock.sh",
        "scripts/checkov.sh",
        "scripts/golangci.sh",
        "scripts/release.sh",
        ".ci/run",
        ".ci/packages",
    ],
}


@pytest.mark.parametrize("name", CHECKS)
def test_checker_finds_nothing(name: str) -> None:
    result = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
