# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.plan import summarise

from .plans import change


def test_each_resource_is_sorted_by_what_happens_to_it() -> None:
    summary = summarise(
        {
            "resource_changes": [
                change("a", "no-op"),
                change("b", "read"),
                change("c", "create"),
                change("d", "update"),
                change("e", "delete"),
                change("f", "delete", "create", replace_paths=[["engine"], ["tags", "x"]]),
                change("g", "create", "delete"),
                change("h", "forget"),
            ]
        }
    )
    assert (summary.create, summary.update, summary.destroy) == (["c"], ["d"], ["e"])
    assert (summary.replace, summary.forget) == (["f", "g"], ["h"])
    assert summary.lines() == [
        "1 to create, 1 to update, 2 to replace, 1 to destroy, 1 to forget",
        "replace f (because of engine, tags.x)",
        "replace g",
        "destroy e",
    ]


def test_a_plan_without_changes_says_so() -> None:
    assert summarise({"resource_changes": [change("a", "no-op")]}).lines() == ["nothing to change"]
    assert summarise({}).lines() == ["nothing to change"]


def test_what_is_adopted_and_then_changed_is_in_both_lists() -> None:
    summary = summarise(
        {
            "resource_changes": [
                change("a", "no-op", importing={"id": "vpc-1"}),
                change("b", "update", importing={"id": "igw-1"}),
            ]
        }
    )
    assert (summary.adopt, summary.update) == (["a", "b"], ["b"])
    assert summary.lines() == ["2 to adopt, 1 to update", "adopt a", "adopt b"]
