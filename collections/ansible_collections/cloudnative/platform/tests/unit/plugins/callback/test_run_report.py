"""The summary at the end of real runs of ansible-playbook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[8]
SECRET = "s3cr3t-of-the-test"
PLAYBOOK = """
- name: Try the callback
  hosts: localhost
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{{{ ansible_playbook_python }}}}"
{variables}
  tasks:
    - name: Change something
      ansible.builtin.debug:
        msg: "{{{{ 'changed' }}}}"
      changed_when: true
    - name: Know a secret
      ansible.builtin.debug:
        msg: {secret}
      no_log: true
{more}
"""
REPORT = """
    - name: Write a report on proofs
      ansible.builtin.copy:
        dest: "{{ platform_report_dir }}/proofs.json"
        mode: "0644"
        content: >-
          {"summary": {"passed": 1, "failed": 0, "error": 0, "skipped": 0}, "images": [],
           "about": {"gateway": "http://gateway:30080"},
           "proofs": [{"name": "a", "status": "passed", "message": "", "control": null}]}
"""


def run(
    folder: Path,
    more: str = "",
    name: str = "site.yml",
    arguments: tuple[str, ...] = (),
    variables: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a playbook with the callback on and its output going into a pipe."""
    given = {"platform_report_dir": str(folder), "platform_environment": "lab"}
    chosen = given if variables is None else variables
    lines = "\n".join(f"    {key}: '{value}'" for key, value in chosen.items())
    playbook = folder / name
    playbook.write_text(PLAYBOOK.format(variables=lines, secret=SECRET, more=more))
    configuration = folder / "ansible.cfg"
    configuration.write_text(
        f"[defaults]\ncollections_path = {ROOT / 'collections'}\nhome = {folder / 'home'}\n"
        "callbacks_enabled = cloudnative.platform.run_report\n"
    )
    environment = os.environ | {"ANSIBLE_CONFIG": str(configuration)}
    program = Path(sys.executable).with_name("ansible-playbook")
    return subprocess.run(
        [program, "-i", "localhost,", "-c", "local", str(playbook), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def summary(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout.partition("SUMMARY")[2]


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("whole")
    return folder, run(folder, REPORT)


def test_summary_tells_phases_proofs_report_and_what_to_type_next(
    whole: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, done = whole
    text = summary(done)
    assert "Try the callback" in text
    assert "proofs       1 passed, 0 failed" in text
    assert "http://gateway:30080" in text
    assert str(folder / "report.html") in text
    assert "next         curl http://gateway:30080/api/posts" in text


def test_no_colour_goes_into_a_pipe(
    whole: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    assert "\x1b" not in whole[1].stdout


def test_figures_are_written_without_what_tasks_knew(
    whole: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, done = whole
    text = (folder / "run.json").read_text()
    document = json.loads(text)
    assert document["ok"] is True
    assert document["playbooks"] == ["site.yml"]
    assert document["phases"][0]["tasks"][0]["changed"] == 1
    assert SECRET not in text + done.stdout + done.stderr


def test_part_of_a_run_says_nothing_of_next_steps(tmp_path: Path) -> None:
    text = summary(run(tmp_path, REPORT, arguments=("--skip-tags", "other")))
    assert "proofs       1 passed" in text
    assert "next" not in text


def test_report_of_an_earlier_run_is_not_told_again(tmp_path: Path) -> None:
    run(tmp_path, REPORT)
    os.utime(tmp_path / "proofs.json", (1, 1))
    text = summary(run(tmp_path))
    assert "phase" in text
    assert "proofs" not in text


def test_failed_run_is_told_and_recorded(tmp_path: Path) -> None:
    done = run(tmp_path, "    - ansible.builtin.fail:\n")
    assert done.returncode == 2
    assert "FAILED" in summary(done)
    assert json.loads((tmp_path / "run.json").read_text())["ok"] is False


def test_runs_without_the_platforms_variables_are_left_alone(tmp_path: Path) -> None:
    """As under Molecule, or in somebody else's playbook."""
    done = run(tmp_path, variables={"platform_report_dir": "{{ no_such_variable }}"})
    assert done.returncode == 0
    assert "Try the callback" in summary(done)
    assert not (tmp_path / "run.json").exists()
    assert "run_report" not in done.stderr


def test_check_mode_writes_nothing(tmp_path: Path) -> None:
    run(tmp_path, arguments=("--check",))
    assert not (tmp_path / "run.json").exists()
