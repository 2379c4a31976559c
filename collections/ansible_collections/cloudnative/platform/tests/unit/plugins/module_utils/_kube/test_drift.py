# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.drift import compare

OURS = "cloudnative.platform"


def entry(manager: str, fields: dict[str, Any], **others: str) -> dict[str, Any]:
    known = {"manager": manager, "operation": "Update", "time": "2026-01-01T00:00:00Z"}
    return {**known, "fieldsV1": fields, **others}


def applied(fields: dict[str, Any], **others: str) -> dict[str, Any]:
    return entry(OURS, fields, operation="Apply", **others)


def state(data: dict[str, Any], *entries: dict[str, Any]) -> dict[str, Any]:
    metadata = {"name": "a", "managedFields": list(entries), "resourceVersion": str(len(entries))}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def data(*keys: str) -> dict[str, Any]:
    return {"f:data": {f"f:{key}": {} for key in keys}}


def told(live: Any, wanted: Any) -> dict[str, tuple[Any, ...]]:
    keys = ("reason", "wanted", "actual", "manager")
    return {f["path"]: tuple(f[key] for key in keys) for f in compare(live, wanted, OURS)}


def test_value_that_another_manager_has_set() -> None:
    live = state({"a": "2"}, applied({}), entry("kubectl-edit", data("a")))
    assert told(live, state({"a": "1"}, applied(data("a")))) == {
        ".data.a": ("value", "1", "2", "kubectl-edit")
    }


def test_latest_of_several_other_managers_is_named() -> None:
    old = entry("old", data("a"), time="2026-01-01T00:00:01Z")
    new = entry("new", data("a"), time="2026-01-01T00:00:02Z")
    ours = applied(data("a"), time="2026-01-01T00:00:03Z")
    status = entry("status", data("a"), time="2026-01-01T00:00:04Z", subresource="status")
    for entries in ((old, new, ours, status), (status, ours, new, old)):
        live = state({"a": "2"}, *entries)
        assert told(live, state({"a": "1"}, ours))[".data.a"][3] == "new"


def test_update_under_our_own_name_is_told_before_our_apply() -> None:
    by_hand = entry(OURS, data("a"), time="2026-01-01T00:00:00Z")
    ours = applied(data("a"), time="2026-01-01T00:00:09Z")
    [field] = compare(state({"a": "2"}, ours, by_hand), state({"a": "1"}, ours), OURS)
    assert field["operation"] == "Update"


def test_field_that_is_gone_has_no_owner() -> None:
    live = state({}, applied({}))
    assert told(live, state({"a": "1"}, applied(data("a")))) == {
        ".data.a": ("value", "1", None, None)
    }


def test_field_that_is_ours_and_no_longer_named() -> None:
    live = state({"a": "1", "b": "2"}, applied(data("a", "b")))
    assert told(live, state({"a": "1"}, applied(data("a")))) == {
        ".data.b": ("not_named", None, "2", OURS)
    }


def test_field_that_others_keep_when_we_leave_it() -> None:
    theirs = entry("theirs", data("b"))
    live = state({"b": "2"}, applied(data("b")), theirs)
    assert told(live, state({"b": "2"}, applied({}), theirs)) == {
        ".data.b": ("not_named", "2", "2", "theirs")
    }


def test_field_that_is_named_and_not_ours_yet() -> None:
    theirs = entry("theirs", data("b"))
    live = state({"b": "2"}, theirs)
    assert told(live, state({"b": "2"}, applied(data("b")), theirs)) == {
        ".data.b": ("not_owned", "2", "2", "theirs")
    }


def test_nothing_is_told_twice() -> None:
    """A map that is dropped as a whole is one field, not one for each of its entries."""
    live = state({"a": "1", "b": "2"}, applied({"f:data": {".": {}, "f:a": {}, "f:b": {}}}))
    wanted = state({}, applied({}))
    del wanted["data"]
    assert told(live, wanted) == {".data": ("not_named", None, {"a": "1", "b": "2"}, OURS)}


def test_equal_states_differ_in_nothing() -> None:
    live = state({"a": "1"}, applied(data("a")))
    assert compare(live, state({"a": "1"}, applied(data("a"), time="later")), OURS) == []


@pytest.mark.parametrize("section", ["data", "stringData"])
def test_values_of_secrets_are_hashes(section: str) -> None:
    live, wanted = (
        {**state({}, applied({})), "kind": "Secret", "data": {}, section: {"a": value}}
        for value in ("canary-1", "canary-2")
    )
    [field] = compare(live, wanted, OURS)
    assert "canary" not in str(field)
    assert field["wanted"] != field["actual"]
