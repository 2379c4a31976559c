# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs a small program in terraform's place, which answers as terraform does."""

from __future__ import annotations

import getpass
import socket
from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.command import (
    Terraform,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.errors import (
    CommandError,
    LockedError,
)

REFUSAL = """echo 'Error: Error acquiring the state lock
Lock Info:
  ID:        1234
  Operation: OperationTypeApply
  Who:       {who}
  Created:   yesterday' >&2; exit 1"""


def terraform(tmp_path: Path, script: str) -> Terraform:
    program = tmp_path / "terraform"
    program.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/calls\n{script}\n')
    program.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    (work / "plan").touch()
    return Terraform(str(program), tmp_path, work, {})


def calls(tmp_path: Path) -> list[str]:
    return (tmp_path / "calls").read_text().splitlines()


@pytest.mark.parametrize(("status", "changed"), [(0, False), (2, True)])
def test_a_plan_tells_whether_it_changes_anything(
    tmp_path: Path, status: int, changed: bool
) -> None:
    assert terraform(tmp_path, f"exit {status}").plan(tmp_path / "inputs.json") is changed


def test_plan_and_state_stay_out_of_the_checkout(tmp_path: Path) -> None:
    terraform(tmp_path, 'test "$TF_DATA_DIR" = "' + str(tmp_path / "work/data") + '"').init(
        {"path": "/x", "encrypt": True}
    )
    (call,) = calls(tmp_path)
    assert call.endswith("-backend-config=path=/x -backend-config=encrypt=true")


def test_a_failure_carries_what_terraform_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="terraform apply failed:\nno such zone"):
        terraform(tmp_path, "echo no such zone >&2; exit 1").apply()


def test_a_killed_run_says_how_to_go_on(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="killed by signal 9; the same command goes on"):
        terraform(tmp_path, "kill -9 $$").apply()


def test_the_lock_of_a_dead_run_of_ours_is_cleared_once(tmp_path: Path) -> None:
    ours = f"{getpass.getuser()}@{socket.gethostname()}"
    refuse_first = f"""case "$1" in
apply) test -e {tmp_path}/unlocked || {{ {REFUSAL.format(who=ours)}; }} ;;
force-unlock) touch {tmp_path}/unlocked ;;
esac"""
    terraform(tmp_path, refuse_first).apply()
    assert [call.split()[0] for call in calls(tmp_path)] == ["apply", "force-unlock", "apply"]
    assert "force-unlock -force 1234" in calls(tmp_path)


def test_the_lock_of_somebody_else_is_named_and_kept(tmp_path: Path) -> None:
    with pytest.raises(LockedError, match="locked by ci@runner, running apply since yesterday"):
        terraform(tmp_path, REFUSAL.format(who="ci@runner")).apply()
    assert len(calls(tmp_path)) == 1


def test_what_may_hold_secrets_is_not_left_behind(tmp_path: Path) -> None:
    subject = terraform(tmp_path, "echo '{}'")
    subject.show_plan()
    subject.outputs()
    assert {path.name for path in subject.work.iterdir()} == {"plan", "errors.log"}
