# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.fields import (
    differences,
    merged,
    overlaid,
    owned,
    owns,
    text_of,
    value_at,
)
from hypothesis import given
from hypothesis import strategies as st

WEB, SIDE = 'k:{"name":"web"}', 'k:{"name":"side"}'
TREE: dict[str, Any] = {
    "f:metadata": {"f:labels": {".": {}, "f:a.b/c": {}}},
    "f:spec": {
        "f:replicas": {},
        "f:containers": {WEB: {".": {}, "f:name": {}, "f:image": {}}},
        "f:finalizers": {'v:"x"': {}},
        "f:ports": {'k:{"port":80,"protocol":"TCP"}': {".": {}, "f:port": {}}},
    },
}
TREES = st.recursive(
    st.just({}), lambda inner: st.dictionaries(st.sampled_from(["f:a", "f:b", "."]), inner)
)
VALUES = st.recursive(
    st.none() | st.integers(0, 3) | st.text("xy", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner),
)


def test_owned_paths_as_the_server_names_them() -> None:
    assert sorted(text_of(path) for path in owned(TREE)) == [
        ".metadata.labels",
        ".metadata.labels.a.b/c",
        '.spec.containers[name="web"]',
        '.spec.containers[name="web"].image',
        '.spec.containers[name="web"].name',
        '.spec.finalizers[="x"]',
        '.spec.ports[port=80,protocol="TCP"]',
        '.spec.ports[port=80,protocol="TCP"].port',
        ".spec.replicas",
    ]
    assert text_of(("f:a", "i:2")) == ".a[2]"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("f:spec", "f:replicas"), True),
        (("f:spec",), True),
        (("f:spec", "f:replicas", "f:deeper"), True),  # owned as a whole
        (("f:spec", "f:other"), False),
        (("f:spec", "f:containers", SIDE), False),
        (("f:spec", "f:containers", WEB, "f:image"), True),
        (("f:spec", "f:containers", WEB, "f:args"), False),
    ],
)
def test_owner_of_a_path(path: tuple[str, ...], expected: bool) -> None:
    assert owns(TREE, path) is expected


@given(TREES, TREES)
def test_union_owns_what_either_owns(one: dict[str, Any], other: dict[str, Any]) -> None:
    leaves = set(owned(one)) | set(owned(other))
    assert all(owns(merged([one, other]), path) for path in leaves)


def test_values_at_paths() -> None:
    body = {
        "metadata": {"labels": {"a.b/c": "label"}},
        "spec": {
            "containers": [{"name": "side"}, {"name": "web", "image": "i"}],
            "finalizers": ["x"],
            "list": ["first", "second"],
        },
    }
    spec = "f:spec"
    assert value_at(body, ("f:metadata", "f:labels", "f:a.b/c")) == "label"
    assert value_at(body, (spec, "f:containers", WEB, "f:image")) == "i"
    assert value_at(body, (spec, "f:containers", 'k:{"name":"none"}', "f:image")) is None
    assert value_at(body, (spec, "f:finalizers", 'v:"x"')) == "x"
    assert value_at(body, (spec, "f:list", "i:1")) == "second"
    assert value_at(body, (spec, "f:list", "i:2")) is None
    assert value_at(body, (spec, "f:containers", "f:no-list")) is None


def paths(old: Any, new: Any) -> dict[str, tuple[Any, Any]]:
    return {text_of(d.path): (d.old, d.new) for d in differences(old, new, TREE)}


def test_differences_are_as_small_as_the_server_can_tell() -> None:
    old = {"spec": {"replicas": 1, "containers": [{"name": "web", "image": "1"}], "list": [1]}}
    new = {
        "spec": {
            "containers": [{"name": "side"}, {"name": "web", "image": "2"}],
            "list": [1, 2],
        }
    }
    assert paths(old, new) == {
        ".spec.replicas": (1, None),
        '.spec.containers[name="web"].image': ("1", "2"),
        '.spec.containers[name="side"]': (None, {"name": "side"}),
        ".spec.list": ([1], [1, 2]),
    }


def test_another_order_of_the_same_entries_is_a_difference() -> None:
    one, two = {"name": "a"}, {"name": "b"}
    old, new = ({"spec": {"containers": order}} for order in ([one, two], [two, one]))
    assert paths(old, new) == {
        ".spec.containers": (['[name="a"]', '[name="b"]'], ['[name="b"]', '[name="a"]'])
    }


def test_entries_that_cannot_be_told_apart_are_compared_as_a_whole() -> None:
    twice = [{"name": "a"}, {"name": "a"}]
    assert paths({"spec": {"containers": twice}}, {"spec": {"containers": []}}) == {
        ".spec.containers": (twice, [])
    }
    assert paths({"spec": {"containers": ["a"]}}, {"spec": {"containers": []}}) == {
        ".spec.containers": (["a"], [])
    }


def test_sets_differ_by_their_values() -> None:
    old, new = ({"spec": {"finalizers": values}} for values in (["x"], ["x", "y"]))
    assert paths(old, new) == {'.spec.finalizers[="y"]': (None, "y")}


@given(VALUES, VALUES)
def test_equal_values_have_no_differences_and_others_have_some(old: Any, new: Any) -> None:
    told = list(differences(old, new, {}))
    assert not list(differences(old, old, {}))
    assert all(d.old != d.new for d in told)
    assert bool(told) == (_without_nulls(old) != _without_nulls(new))


def _without_nulls(value: Any) -> Any:
    """A field that is null counts as none, for the server names neither."""
    if isinstance(value, dict):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None}
    return value


def test_overlay_joins_maps_and_replaces_the_rest() -> None:
    below = {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    assert overlaid(below, {"a": {"y": [3]}, "c": None}) == {
        "a": {"x": 1, "y": [3]},
        "b": 1,
        "c": None,
    }
    assert below == {"a": {"x": 1, "y": [1, 2]}, "b": 1}
