# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.assessment import (
    READY,
    State,
    progressing,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ManifestError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Ref, ref_of
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.rules import (
    goals,
    has_condition,
    has_value,
    rule_of,
)

Object = dict[str, Any]


def claim(name: str = "data", namespace: str = "shop", **status: Any) -> Object:
    return {
        "apiVersion": "example.com/v1",
        "kind": "Claim",
        "metadata": {"name": name, "namespace": namespace, "generation": 2},
        "status": status,
    }


def test_named_condition_must_be_of_the_last_change() -> None:
    entry = {"type": "Programmed", "status": "True", "observedGeneration": 1}
    rule = has_condition("Programmed", "True")
    assert rule(claim(conditions=[entry])).state is State.PROGRESSING
    entry["observedGeneration"] = 2
    assert rule(claim(conditions=[entry])) == READY
    assert has_condition("Programmed", "False")(claim(conditions=[entry])).state is not State.READY
    assert has_condition("Accepted", "True")(claim(conditions=[entry])).state is not State.READY


@pytest.mark.parametrize(
    ("status", "path", "wanted", "says"),
    [
        ({"phase": "Bound"}, ".status.phase", "Bound", ""),
        ({"phase": "Lost"}, ".status.phase", "Bound", ".status.phase is Lost, not Bound"),
        ({}, ".status.phase", "Bound", ".status.phase is missing, not Bound"),
        ({"n": 3}, ".status.n", "3", ""),
        ({"n": 3}, ".status.n", 3, ""),
        ({"on": True}, ".status.on", "true", ""),
        ({"on": True}, ".status.on", True, ""),
        ({"on": True}, ".status.on", "True", ".status.on is true, not True"),
        ({"p": [{"r": 1}, {"r": 1}]}, ".status.p[*].r", "1", ""),
        ({"p": [{"r": 1}, {"r": 2}]}, ".status.p[*].r", "1", ".status.p[*].r is 1, 2, not 1"),
        ({"ip": "10.0.0.1"}, ".status.ip", None, ""),
        ({"n": 0}, ".status.n", None, ""),
        ({"ip": ""}, ".status.ip", None, ".status.ip has no value"),
        ({"ips": []}, ".status.ips", None, ".status.ips has no value"),
        ({}, ".status.ip", None, ".status.ip has no value"),
        (
            {"phase": "Bound", "observedGeneration": 1},
            ".status.phase",
            "Bound",
            "not seen the last",
        ),
    ],
)
def test_value(status: Object, path: str, wanted: Any, says: str) -> None:
    assessment = has_value(path, wanted)(claim(**status))
    assert (assessment.state is State.READY) == (not says)
    assert says in assessment.message


def test_value_of_a_secret_is_not_told() -> None:
    body = {"apiVersion": "v1", "kind": "Secret", "metadata": {}, "data": {"key": "c2VjcmV0"}}
    assert "c2VjcmV0" not in has_value(".data.key", "other")(body).message


def test_entries_stand_instead_of_readiness_for_what_they_name() -> None:
    first, second, other = claim("a"), claim("b"), claim("a", "bank")
    refs = [ref_of(body) for body in (first, second, other)]
    entry = {"kind": "Claim", "name": "a", "namespace": "shop", "jsonpath": ".status.ip"}
    rule = rule_of([entry], refs)
    assert rule(first) == progressing(".status.ip has no value")
    assert rule(second) == READY
    assert rule(other) == READY
    # Without a name all of the kind are meant.
    rule = rule_of([{"kind": "Claim", "jsonpath": ".status.ip", "name": None}], refs)
    assert rule(second).state is rule(other).state is State.PROGRESSING


def test_all_entries_for_an_object_must_hold() -> None:
    ready = {"type": "Ready", "status": "True"}
    entries = [
        {"kind": "Claim", "condition": {"type": "Ready", "status": "True"}},
        {"kind": "Claim", "jsonpath": ".status.phase", "value": "Bound"},
    ]
    rule = rule_of(entries, [ref_of(claim())])
    assert rule(claim(conditions=[ready])).message == ".status.phase is missing, not Bound"
    assert rule(claim(phase="Bound")).message == "no condition is set yet"
    assert rule(claim(phase="Bound", conditions=[ready])) == READY


def test_general_goals_hold_for_the_objects_that_no_entry_names() -> None:
    general = goals({"condition": None, "jsonpath": ".status.phase", "value": "Bound"})
    entry = {"kind": "Claim", "name": "a", "jsonpath": ".status.ip"}
    rule = rule_of([entry], [ref_of(claim("a")), ref_of(claim("b"))], general)
    assert rule(claim("a", ip="10.0.0.1")) == READY
    assert rule(claim("b")).message == ".status.phase is missing, not Bound"


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ({"kind": "Clam", "jsonpath": ".a"}, "no object of the set is Clam"),
        (
            {"kind": "Claim", "namespace": "shop", "name": "x", "jsonpath": ".a"},
            "no object of the set is Claim shop x",
        ),
        ({"api_version": "v1", "kind": "Claim", "jsonpath": ".a"}, "is v1 Claim"),
        ({"kind": "Claim", "jsonpath": ".a[0:1]"}, "is not understood"),
    ],
)
def test_wrong_entries_are_errors(entry: Object, names: str) -> None:
    with pytest.raises(ManifestError, match=r"JSONPath|wait_for") as raised:
        rule_of([entry], [Ref("example.com/v1", "Claim", "shop", "data")])
    assert names in str(raised.value)
