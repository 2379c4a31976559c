"""Killed at whatever point, the same command again ends in the same state and leaks nothing."""

from __future__ import annotations

import re

from aws.kills import POINTS, interrupted
from aws.provisioning import Provisioning


def test_apply_that_is_killed_again_and_again(small: Provisioning) -> None:
    planned = small.run("--check")
    (count,) = re.findall(r"(\d+) to create", planned)
    assert interrupted(small, "present") == POINTS
    small.run()
    assert small.addresses().total() == int(count)
    assert small.orphans() == []


def test_apply_then_plan_says_no_changes(built: Provisioning) -> None:
    assert "nothing to change" in built.run("--check", "--diff")


def test_apply_again_writes_nothing(built: Provisioning) -> None:
    before = built.aws.last_request()
    assert "changed=0" in built.run()
    assert len(built.aws.requests(before)) > 30  # it did look
    assert built.aws.writes(before) == []


def test_lost_state_is_built_again_from_what_aws_has(built: Provisioning) -> None:
    state = built.work / "terraform.tfstate"
    before = built.addresses()
    content = state.read_text()
    # As a kill leaves it that comes while Terraform writes.
    state.write_text(content[: len(content) // 2])
    state.with_name("terraform.tfstate.backup").unlink(missing_ok=True)
    output = built.run()
    assert "the state was cut" in output
    assert "to adopt" in output
    assert built.addresses() == before
    assert built.orphans() == []
