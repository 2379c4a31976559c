# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import datetime
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.lifecycle import (
    check_lifecycle,
    check_skipped,
)

TODAY = datetime.date(2026, 11, 23)


def judge(end: Any, accepted: tuple[str, ...] = ()) -> list[str]:
    components = {"thing": {"version": "1.0", "end_of_life": end}}
    return [check.status for check in check_lifecycle(components, TODAY, 90, accepted)]


@pytest.mark.parametrize(
    ("end", "statuses"),
    [
        (None, []),
        (datetime.date(2027, 2, 21), []),
        (datetime.date(2027, 2, 20), ["warn"]),
        (datetime.date(2026, 11, 23), ["warn"]),
        (datetime.date(2026, 11, 22), ["fail"]),
        ("2026-11-22", ["fail"]),
    ],
)
def test_the_day_decides(end: Any, statuses: list[str]) -> None:
    assert judge(end) == statuses


def test_what_is_accepted_by_name_only_warns() -> None:
    assert judge("2020-01-01", ("thing",)) == ["warn"]
    assert judge("2020-01-01", ("other",)) == ["fail"]


def test_what_the_lab_cannot_make_is_left_out_with_the_reason() -> None:
    components: dict[str, Any] = {
        "grafana": {
            "note": "its source is not served",
            "images": {"docker.io/g": {"recipe": None}},
        },
        "curl": {"images": {"docker.io/c": {"recipe": "curl"}}},
        "etcd": {"lab": {"go": {}}},
    }
    assert [check.line() for check in check_skipped(components)] == [
        "grafana: not in the lab: its source is not served"
    ]
