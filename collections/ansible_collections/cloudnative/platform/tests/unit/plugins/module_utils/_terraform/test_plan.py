# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.plan import summarise


def change(address: str, *actions: str, **more: Any) -> dict[str, Any]:
    return {"address": address, "change": {"actions": list(actions), **more}}


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
