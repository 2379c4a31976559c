# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ManifestError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.jsonpath import parse, walk
from hypothesis import given
from hypothesis import strategies as st

POD = {
    "metadata": {"name": "web-0", "annotations": {"example.com/size": "big", "a'b": "quote"}},
    "status": {
        "phase": "Running",
        "conditions": [
            {"type": "PodScheduled", "status": "True"},
            {"type": "Ready", "status": "False", "reason": "NotYet"},
        ],
        "containerStatuses": [
            {"name": "web", "ready": True, "restartCount": 3},
            {"name": "proxy", "ready": False, "restartCount": 0},
        ],
    },
}


def find(path: str, value: Any = POD) -> list[Any]:
    return list(walk(parse(path), value))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("{.status.phase}", ["Running"]),
        (".status.phase", ["Running"]),
        ("status.phase", ["Running"]),
        ("{$.status.phase}", ["Running"]),
        (" { .status.phase } ", ["Running"]),
        ("$['status']['phase']", ["Running"]),
        ('{["status"].phase}', ["Running"]),
        (".metadata.annotations['example.com/size']", ["big"]),
        (r".metadata.annotations.example\.com/size", ["big"]),
        (r".metadata.annotations['a\'b']", ["quote"]),
        (".status.containerStatuses[0].name", ["web"]),
        (".status.containerStatuses[-1].name", ["proxy"]),
        (".status.containerStatuses[*].ready", [True, False]),
        (".status.containerStatuses[0].*", ["web", True, 3]),
        ('{.status.conditions[?(@.type=="Ready")].status}', ["False"]),
        ("{.status.conditions[?(@.type == 'Ready')].status}", ["False"]),
        ('{.status.conditions[?(.type=="Ready")].status}', ["False"]),
        ('.status.conditions[?(@.type!="Ready")].type', ["PodScheduled"]),
        (".status.conditions[?(@.reason)].type", ["Ready"]),
        (".status.containerStatuses[?(@.ready==true)].name", ["web"]),
        (".status.containerStatuses[?(@.restartCount>=3)].name", ["web"]),
        (".status.containerStatuses[?(@.restartCount<0.5)].name", ["proxy"]),
        # Nothing is there, which is no error.
        (".status.podIP", []),
        (".status.phase.deeper", []),
        (".status.containerStatuses[2].name", []),
        (".status.containerStatuses[-3].name", []),
        (".status.phase[0]", []),
        (".status.phase[*]", []),
        (".status.phase[?(@.a==1)]", []),
        (".status.conditions.type", []),
        # A text is not a number, and a number is not a boolean.
        ('.status.containerStatuses[?(@.restartCount=="3")].name', []),
        (".status.containerStatuses[?(@.ready==1)].name", []),
        (".status.containerStatuses[?(@.ready>0)].name", []),
    ],
)
def test_finds(path: str, found: list[Any]) -> None:
    assert find(path) == found


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("", "the end should start with a field"),
        ("{}", "the end should start with a field"),
        ("$", "names no field"),
        ("{.status.phase", "'{.status.phase' should start"),
        (".status..phase", "'.phase' should start"),
        (".status[0:2]", "'[0:2]' is not understood"),
        (".status['a','b']", "is not understood"),
        (".status[?(@.a==1 && @.b==2)]", "'&& @.b==2)]' is not understood in a filter"),
        (".status[?(@.a=~'x')]", "\"=~'x')]\" is not understood in a filter"),
        (".status[?(@.a==x)]", "'x)]' should start with a quoted text, a number"),
        (".status[?(@.a==1)", "is not understood in a filter"),
        (".status['phase]", '"[\'phase]" is not understood'),
        ("{.a}{.b}", "'}{.b' is not understood"),
        ("{range .items[*]}", "' .items[*]' is not understood"),
        (".status.phase=Bound", "'=Bound' is not understood"),
    ],
)
def test_what_is_not_understood_is_named(path: str, names: str) -> None:
    with pytest.raises(ManifestError) as raised:
        parse(path)
    assert names in str(raised.value)
    assert repr(path) in str(raised.value)


KEYS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def leaves(value: Any, path: str = "$") -> list[tuple[str, Any]]:
    """Every place in a tree, written as a path, and what is there."""
    places = [(path, value)]
    if isinstance(value, dict):
        for key, inner in value.items():
            quoted = key.replace("\\", "\\\\").replace("'", "\\'")
            places += leaves(inner, f"{path}['{quoted}']")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            places += leaves(inner, f"{path}[{index}]")
    return places


@given(TREES)
def test_every_place_in_a_tree_is_found_by_its_path(tree: Any) -> None:
    for path, value in leaves(tree)[1:]:
        assert find(path, tree) == [value]


@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(0, 3) | st.sampled_from("xy"))))
def test_filters_choose_as_a_loop_does(entries: list[dict[str, Any]]) -> None:
    for wanted in (0, 1, "x"):
        literal = json.dumps(wanted)
        chosen = [
            e for e in entries if "a" in e and e["a"] == wanted and type(e["a"]) is type(wanted)
        ]
        assert find(f"$[?(@.a=={literal})]", entries) == chosen
        others = [e for e in entries if "a" in e and e not in chosen]
        assert find(f"$[?(@.a!={literal})]", entries) == others


@given(st.text(alphabet="{}.$@[]()?*'\"=!<>0aB \\-", max_size=12))
def test_any_text_is_a_path_or_a_clear_error(text: str) -> None:
    try:
        path = parse(text)
    except ManifestError as error:
        assert "JSONPath" in str(error)
        return
    list(walk(path, POD))
