# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The shortcut must never call equal what an apply would change."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.equal import is_applied
from hypothesis import given
from hypothesis import strategies as st

MANAGER = "cloudnative.platform"


def owned(value: Any) -> dict[str, Any]:
    """The fields (fieldsV1) of a value, in which lists of mappings are merged by their name."""
    if isinstance(value, dict) and value:
        return {f"f:{key}": owned(child) for key, child in value.items()}
    if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
        return {f"k:{json.dumps({'name': v['name']})}": {".": {}} | owned(v) for v in value}
    return {}


def live_of(body: dict[str, Any], fields: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the server would hold after an apply of ``body``, with defaults of its own."""
    live = copy.deepcopy(body)
    applied = {k: v for k, v in body.items() if k not in ("apiVersion", "kind")}
    metadata = {k: v for k, v in body["metadata"].items() if k not in ("name", "namespace")}
    applied["metadata"] = metadata
    if not metadata:
        del applied["metadata"]
    entry = {
        "manager": MANAGER,
        "operation": "Apply",
        "apiVersion": body["apiVersion"],
        "fieldsV1": owned(applied) if fields is None else fields,
    }
    live["metadata"]["managedFields"] = [entry] if entry["fieldsV1"] else []
    live["metadata"]["uid"] = "1"
    live["status"] = {"ready": True}
    if isinstance(live.get("spec"), dict):
        live["spec"]["defaulted"] = "by the server"
    return live


def body_of(spec: Any = None, **metadata: Any) -> dict[str, Any]:
    body = {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "x", **metadata}}
    return body if spec is None else {**body, "spec": spec}


SPEC = {
    "replicas": 2,
    "empty": {},
    "args": ["a", "b"],
    "containers": [{"name": "a", "image": "x"}, {"name": "b", "image": "y", "env": {"k": "v"}}],
}


def test_what_was_applied_is_applied() -> None:
    body = body_of(SPEC, labels={"app": "x"})
    assert is_applied(body, live_of(body), MANAGER)


def test_object_without_fields_is_applied() -> None:
    assert is_applied(body_of(), live_of(body_of()), MANAGER)


def test_order_of_merged_lists_does_not_matter() -> None:
    body = body_of(SPEC)
    live = live_of(body)
    live["spec"]["containers"].reverse()
    live["spec"]["containers"].append({"name": "injected", "image": "z"})
    assert is_applied(body, live, MANAGER)


@pytest.mark.parametrize(
    "change",
    [
        lambda spec: spec.update(replicas=3),
        lambda spec: spec.pop("replicas"),
        lambda spec: spec.update(more=1),
        lambda spec: spec["args"].reverse(),
        lambda spec: spec["containers"].pop(),
        lambda spec: spec["containers"].append({"name": "c", "image": "z"}),
        lambda spec: spec["containers"][1]["env"].update(k="w"),
        lambda spec: spec["containers"][0].pop("image"),
        lambda spec: spec.update(empty={"medium": "Memory"}),
        lambda spec: spec.update(replicas=None),
    ],
)
def test_every_change_of_the_set_is_seen(change: Any) -> None:
    live = live_of(body_of(SPEC))
    changed = copy.deepcopy(SPEC)
    change(changed)
    assert not is_applied(body_of(changed), live, MANAGER)


@pytest.mark.parametrize(
    "edit",
    [
        lambda live: live["spec"].update(replicas=5),
        lambda live: live["spec"].pop("args"),
        lambda live: live["spec"]["containers"].pop(0),
        lambda live: live["spec"]["containers"][0].update(image="hacked"),
        lambda live: live["metadata"].update(managedFields=[]),
        lambda live: live["metadata"]["managedFields"][0].update(manager="other"),
        lambda live: live["metadata"]["managedFields"][0].update(operation="Update"),
        lambda live: live["metadata"]["managedFields"][0].update(subresource="status"),
        lambda live: live["metadata"]["managedFields"][0].update(apiVersion="v1beta1"),
    ],
)
def test_every_change_of_the_live_object_is_seen(edit: Any) -> None:
    live = live_of(body_of(SPEC))
    edit(live)
    assert not is_applied(body_of(SPEC), live, MANAGER)


def test_sets_are_compared_by_member() -> None:
    body = body_of(finalizers=["b", "a"])
    live = live_of(body, {"f:metadata": {"f:finalizers": {'v:"a"': {}, 'v:"b"': {}}}})
    assert is_applied(body, live, MANAGER)
    assert not is_applied(body_of(finalizers=["a", "c"]), live, MANAGER)


def test_defaulted_key_of_a_list_is_understood() -> None:
    body = body_of({"ports": [{"port": 80}]})
    key = 'k:{"port":80,"protocol":"TCP"}'
    live = live_of(body, {"f:spec": {"f:ports": {".": {}, key: {".": {}, "f:port": {}}}}})
    live["spec"]["ports"] = [{"port": 80, "protocol": "TCP"}]
    assert is_applied(body, live, MANAGER)


def test_empty_value_that_a_built_in_kind_does_not_store() -> None:
    spec = {"env": [], "value": "", "delay": 0, "hostNetwork": False, "annotations": {}}
    body = {**body_of(spec), "apiVersion": "apps/v1"}
    live = live_of(body)
    live["spec"] = {"defaulted": "by the server"}
    assert is_applied(body, live, MANAGER)
    for key in spec:
        changed = {**body, "spec": {**spec, key: "other"}}
        assert not is_applied(changed, live, MANAGER)
    # Of a custom resource everything is stored.
    entry = live["metadata"]["managedFields"][0]
    entry["apiVersion"] = "example.com/v1"
    assert not is_applied({**body, "apiVersion": "example.com/v1"}, live, MANAGER)


def test_quantities_are_compared_by_amount() -> None:
    spec = {"limits": {"cpu": "1000m"}, "labels": {"cpu": "1000m"}}
    body = body_of(spec)
    live = live_of(body)
    live["spec"]["limits"]["cpu"] = "1"
    assert is_applied(body, live, MANAGER)
    live["spec"]["labels"]["cpu"] = "1"
    assert not is_applied(body, live, MANAGER)


LEAF = st.one_of(st.integers(0, 2), st.sampled_from(["", "a", "b"]), st.booleans())
NAME = st.sampled_from(["p", "q", "r"])
TREE = st.recursive(
    LEAF | st.lists(LEAF, max_size=2),
    lambda child: (
        st.dictionaries(NAME, child, max_size=3)
        | st.lists(
            st.builds(lambda name, rest: {"name": name, "rest": rest}, NAME, child),
            max_size=3,
            unique_by=lambda entry: entry["name"],
        )
    ),
    max_leaves=12,
)
SPECS = st.dictionaries(NAME, TREE, min_size=1, max_size=3)


@given(SPECS)
def test_any_applied_body_is_applied(spec: dict[str, Any]) -> None:
    assert is_applied(body_of(spec), live_of(body_of(spec)), MANAGER)


@given(SPECS, SPECS)
def test_any_other_body_is_not(spec: dict[str, Any], other: dict[str, Any]) -> None:
    # Python holds True and 1 for equal, JSON does not.
    same = json.dumps(by_name(spec), sort_keys=True) == json.dumps(by_name(other), sort_keys=True)
    assert is_applied(body_of(other), live_of(body_of(spec)), MANAGER) == same


def by_name(value: Any) -> Any:
    """Lists that are merged by name in one order."""
    if isinstance(value, dict):
        return {key: by_name(child) for key, child in value.items()}
    if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
        return [by_name(entry) for entry in sorted(value, key=lambda entry: str(entry["name"]))]
    return value
