"""Workflows get no more than they need, and run nothing that does not run without them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
# A full commit, and for people the version that it is.
PINNED = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
OURS = ("scripts/", ".venv/bin/ansible-playbook playbooks/", "make ", ".ci/")


def load(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def test_there_are_workflows() -> None:
    assert WORKFLOWS


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit(path: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text(), re.M)
    assert used
    assert [action for action in used if not PINNED.match(action)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_is_allowed_that_a_job_does_not_name(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert {name for name, right in job["permissions"].items() if right == "write"} <= {
            "id-token"
        }


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_steps_only_call_what_runs_without_github_too(path: Path) -> None:
    for job in load(path)["jobs"].values():
        commands = [step["run"] for step in job["steps"] if "run" in step]
        assert commands
        assert [command for command in commands if not command.startswith(OURS)] == []
        # A value of an event in a command line would be code.
        assert [command for command in commands if "${{" in command] == []
