# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Order of the steps, with a small program in terraform's place that answers as terraform does."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.command import (
    Terraform,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.errors import (
    LostDataError,
    TerraformError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.run import Order, run

from .plans import change, plan

ORDER = Order(
    variables={"region": "x"},
    backend={},
    owner=None,
    absent=False,
    check=False,
    diff=False,
    saved=False,
    allow_destroy=[],
)
LOSS = change("aws_db_instance.this", "delete")


def terraform(tmp_path: Path, document: dict[str, Any], script: str = "") -> Terraform:
    program, work = tmp_path / "terraform", tmp_path / "work"
    work.mkdir()
    (tmp_path / "plan.json").write_text(json.dumps(document))
    program.write_text(
        f"""#!/bin/sh
echo "$*" >>{tmp_path}/calls
{script}
case "$1" in
plan) touch {work}/plan; exit {2 if document else 0} ;;
show) cat {tmp_path}/plan.json ;;
output) echo '{{"platform": {{"sensitive": false, "value": {{"vpc_id": "vpc-1"}}}}}}' ;;
esac
"""
    )
    program.chmod(0o755)
    return Terraform(str(program), tmp_path, work, {})


def verbs(tmp_path: Path) -> list[str]:
    return [call.split()[0] for call in (tmp_path / "calls").read_text().splitlines()]


def test_what_was_planned_is_applied_and_the_plan_is_gone(tmp_path: Path) -> None:
    subject = terraform(tmp_path, plan(change("aws_vpc.this", "create")))
    result = run(subject, ORDER)
    assert verbs(tmp_path) == ["init", "plan", "show", "apply", "output"]
    assert result["changed"] is True
    assert result["summary_lines"] == ["1 to create"]
    assert result["outputs"] == {"platform": {"vpc_id": "vpc-1"}}
    assert not subject.plan_file.exists()


def test_an_empty_plan_is_not_applied(tmp_path: Path) -> None:
    assert run(terraform(tmp_path, {}), ORDER)["changed"] is False
    assert verbs(tmp_path) == ["init", "plan", "output"]


def test_a_checked_plan_is_kept_and_can_be_applied_later(tmp_path: Path) -> None:
    subject = terraform(tmp_path, plan(change("aws_vpc.this", "create")))
    run(subject, replace(ORDER, check=True))
    assert subject.plan_file.exists()
    run(subject, replace(ORDER, saved=True))
    assert verbs(tmp_path)[4:] == ["init", "show", "apply", "output"]
    with pytest.raises(TerraformError, match="there is no saved plan"):
        run(subject, replace(ORDER, saved=True))


def test_data_is_not_destroyed_without_leave(tmp_path: Path) -> None:
    subject = terraform(tmp_path, plan(LOSS))
    with pytest.raises(LostDataError, match=r"aws_db_instance\.this: a database"):
        run(subject, ORDER)
    assert "apply" not in verbs(tmp_path)
    run(subject, replace(ORDER, allow_destroy=["aws_db_instance.this"]))
    assert "apply" in verbs(tmp_path)


def test_a_check_warns_of_lost_data(tmp_path: Path) -> None:
    (warning,) = run(terraform(tmp_path, plan(LOSS)), replace(ORDER, check=True))["warnings"]
    assert "aws_db_instance.this" in warning


def test_whoever_destroys_all_is_not_asked_about_data(tmp_path: Path) -> None:
    run(terraform(tmp_path, plan(LOSS)), replace(ORDER, absent=True))
    assert verbs(tmp_path) == ["init", "plan", "show", "apply", "output"]
    assert "-destroy" in (tmp_path / "calls").read_text()


def test_what_was_never_built_needs_no_terraform(tmp_path: Path) -> None:
    backend: dict[str, str | bool] = {"path": str(tmp_path / "missing.tfstate")}
    result = run(terraform(tmp_path, {}), replace(ORDER, absent=True, backend=backend))
    assert (result["changed"], result["state_missing"]) == (False, True)
    assert not (tmp_path / "calls").exists()


def test_a_missing_bucket_of_the_state_is_an_error_only_for_who_builds(tmp_path: Path) -> None:
    said = 'echo "Error: NoSuchBucket: The specified bucket does not exist" >&2; exit 1'
    subject = terraform(tmp_path, {}, said)
    assert run(subject, replace(ORDER, absent=True))["state_missing"] is True
    with pytest.raises(TerraformError, match=r"bootstrap_state\.yml"):
        run(subject, ORDER)


def test_failed_checks_of_the_code_are_warnings(tmp_path: Path) -> None:
    problem = {"status": "fail", "problems": [{"message": "EKS 1.30 ends soon"}]}
    document = plan(change("aws_vpc.this", "create"), checks=[{"instances": [problem]}])
    assert run(terraform(tmp_path, document), ORDER)["warnings"] == ["EKS 1.30 ends soon"]
