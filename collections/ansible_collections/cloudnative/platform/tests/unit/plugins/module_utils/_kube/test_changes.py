# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._kube.changes import (
    changed,
    diff,
    essence,
)


def live(version: str, data: str = "x", status: str = "", **metadata: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "namespace": "n", "resourceVersion": version, **metadata},
        "data": {"key": data},
        "status": {"phase": status},
    }


def fields(manager: str, owned: dict[str, Any], time: str) -> list[dict[str, Any]]:
    return [{"manager": manager, "operation": "Apply", "fieldsV1": owned, "time": time}]


def test_same_version_is_no_change() -> None:
    assert not changed(live("1"), live("1", "other"), "us", dry=False)


def test_other_version_with_other_content_is_a_change() -> None:
    assert changed(live("1"), live("2", "other"), "us", dry=False)


def test_status_and_bookkeeping_of_others_are_no_change() -> None:
    assert not changed(live("1", status="a"), live("2", status="b"), "us", dry=False)


def test_tried_write_is_judged_by_its_content() -> None:
    assert changed(live("1"), live("1", "other"), "us", dry=True)
    assert not changed(live("1"), live("1"), "us", dry=True)


def test_new_fields_of_ours_are_a_change_and_their_time_is_not() -> None:
    old = live("1", managedFields=fields("us", {"f:data": {}}, "10:00"))
    later = live("2", managedFields=fields("us", {"f:data": {}}, "11:00"))
    more = live("2", managedFields=fields("us", {"f:data": {}, "f:metadata": {}}, "10:00"))
    assert not changed(old, later, "us", dry=False)
    assert changed(old, more, "us", dry=False)


def test_essence_leaves_the_object_as_it_is() -> None:
    body = live("1", uid="u", generation=3, labels={"a": "b"})
    copy = live("1", uid="u", generation=3, labels={"a": "b"})
    assert essence(body)["metadata"] == {"name": "a", "namespace": "n", "labels": {"a": "b"}}
    assert body == copy


def test_diff_of_a_new_and_of_a_removed_object() -> None:
    new, gone = diff(None, live("1")), diff(live("1"), None)
    assert new["before"] == gone["after"] == ""
    assert new["after"] == gone["before"]
    assert "ConfigMap n/a" in new["after_header"]
