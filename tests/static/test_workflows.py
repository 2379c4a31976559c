"""Workflows get no more than they need, and run nothing that does not run without them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.artifacts import built

type Done = subprocess.CompletedProcess[str]
ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
# A full commit, and for people the version that it is.
PINNED = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
OURS = ("scripts/", ".venv/bin/ansible-playbook playbooks/", "make ", ".ci/")
OURS += (".venv/bin/python -m platform_lab ", ".venv/bin/molecule ")
# Rights to write, by workflow and job; every other job has at most an identity.
WRITERS = {
    ("ci", "push"): {"attestations"},
    ("ci", "promote"): {"contents"},
    ("release", "release"): {"contents", "attestations"},
}


def load(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def lint(*words: str | Path) -> Done:
    return subprocess.run(list(words), cwd=ROOT, capture_output=True, text=True, check=False)


def actionlint(path: Path) -> Done:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    settings = ROOT / ".github/actionlint.yaml"
    program = built("actionlint") / "bin/actionlint"
    return lint(program, f"-config-file={settings}", f"-shellcheck={shellcheck}", "-no-color", path)


def zizmor(path: Path) -> Done:
    program = Path(sys.executable).with_name("zizmor")
    return lint(program, "--offline", "--no-progress", "--color=never", "--strict-collection", path)


def test_there_are_workflows() -> None:
    names = {path.stem for path in WORKFLOWS}
    assert names == {"ci", "drift", "molecule", "platform", "release"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
@pytest.mark.parametrize("tool", [actionlint, zizmor])
def test_linters_find_nothing(tool: Callable[[Path], Done], path: Path) -> None:
    done = tool(path)
    assert done.returncode == 0, done.stdout + done.stderr


BAD = """\
on: pull_request_target
jobs:
  bad:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }} $UNQUOTED
"""


@pytest.mark.parametrize(
    ("tool", "found"),
    [
        (actionlint, ["potentially untrusted", "SC2086"]),
        (zizmor, ["template-injection", "unpinned-uses", "dangerous-triggers"]),
    ],
)
def test_linters_find_what_is_wrong(
    tool: Callable[[Path], Done], found: list[str], tmp_path: Path
) -> None:
    path = tmp_path / ".github/workflows/bad.yml"
    path.parent.mkdir(parents=True)
    path.write_text(BAD)
    done = tool(path)
    assert done.returncode != 0
    assert [word for word in found if word not in done.stdout] == []


def test_every_role_with_a_scenario_is_in_the_matrix() -> None:
    roles = {path.parent.name for path in ROOT.glob("molecule/*/verify.yml")}
    matrix = load(ROOT / ".github/workflows/molecule.yml")["jobs"]["molecule"]["strategy"]["matrix"]
    assert set(matrix["role"]) >= roles & {path.name for path in (ROOT / "roles").iterdir()}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit(path: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.+)$", path.read_text(), re.M)
    assert used
    assert [action for action in used if not PINNED.match(action)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_is_allowed_that_a_job_does_not_name(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        written = {each for each, right in job["permissions"].items() if right == "write"}
        assert written <= {"id-token"} | WRITERS.get((path.stem, name), set())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_steps_only_call_what_runs_without_github_too(path: Path) -> None:
    for job in load(path)["jobs"].values():
        commands = [step["run"] for step in job["steps"] if "run" in step]
        assert commands
        assert [command for command in commands if not command.startswith(OURS)] == []
        # A value of an event in a command line would be code.
        assert [command for command in commands if "${{" in command] == []
