# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.drift import report

from .plans import change, plan

GROUP = "aws_security_group.nodes"


def test_no_plan_is_no_drift() -> None:
    found = report({})
    assert found == {"drift": False, "outside": [], "refreshed": [], "lines": ["nothing to change"]}


def test_what_somebody_changed_is_named_without_its_values() -> None:
    drifted = change(GROUP, "update", before={"name": "a", "x": 1}, after={"name": "b", "x": 1})
    found = report(plan(change(GROUP, "update"), resource_drift=[drifted]))
    assert found["drift"] is True
    assert found["outside"] == [{"address": GROUP, "what": "changed", "attributes": ["name"]}]
    assert f"changed outside: {GROUP} (name)" in found["lines"]


def test_what_somebody_deleted_is_to_be_made_again() -> None:
    gone = change(GROUP, "delete", before={"name": "a"}, after=None)
    found = report(plan(change(GROUP, "create"), resource_drift=[gone]))
    assert f"deleted outside: {GROUP} (all of it)" in found["lines"]
    assert f"create {GROUP}" in found["lines"]


def test_what_aws_itself_moves_on_is_no_drift() -> None:
    moved = change("aws_db_instance.a", "update", before={"time": 1}, after={"time": 2})
    found = report(plan(resource_drift=[moved]))
    assert (found["drift"], found["refreshed"]) == (False, ["aws_db_instance.a"])
