# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.served import (
    normal,
    same_quantity,
    same_value,
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1000m", "1", True),
        (1, "1", True),
        (0.5, "500m", True),
        ("0.5Gi", "512Mi", True),
        ("2048Mi", "2Gi", True),
        ("1000M", "1G", True),
        ("1.5", "1500m", True),
        ("1Gi", "1G", False),
        ("1100m", "1", False),
        # The same amount, but the server keeps powers of 2 and of 10 apart.
        ("1073741824", "1Gi", False),
        ("1e3", "1k", False),
        ("", "", False),
        ("one", "one", False),
        ("1.2.3", "1.2.3", False),
    ],
)
def test_quantities(one: Any, other: Any, same: bool) -> None:
    assert same_quantity(one, other) is same
    assert same_quantity(other, one) is same


PLAIN, DEFAULTED = {"fieldPath": "x"}, {"fieldPath": "x", "apiVersion": "v1"}


@pytest.mark.parametrize(
    ("wanted", "live", "name", "parent", "same"),
    [
        ("1000m", "1", "cpu", "limits", True),
        ("1024Mi", "1Gi", "sizeLimit", "emptyDir", True),
        # Texts that only look like quantities.
        ("1000m", "1", "cpu", "data", False),
        ("1000m", "1", "sizeLimit", "data", False),
        (PLAIN, DEFAULTED, "fieldRef", "valueFrom", True),
        (
            {"fieldPath": "x"},
            {"fieldPath": "x", "apiVersion": "v2"},
            "fieldRef",
            "valueFrom",
            False,
        ),
        (
            {"fieldPath": "x", "apiVersion": "v1"},
            {"fieldPath": "x"},
            "fieldRef",
            "valueFrom",
            False,
        ),
        ([{"port": 1}], [{"port": 1, "protocol": "TCP"}], "ports", "ingress", True),
        ([{"port": 1}], [{"port": 1, "protocol": "UDP"}], "ports", "ingress", False),
        ([1, 2], [2, 1], "args", "containers", False),
        ([1], [1, 1], "args", "containers", False),
        ({"optional": False}, {}, "configMap", "sources", False),
        (True, 1, "x", "spec", False),
        (0, False, "x", "spec", False),
    ],
)
def test_values(wanted: Any, live: Any, name: str, parent: str, same: bool) -> None:
    assert same_value(wanted, live, name, parent, typed=True) is same


def test_custom_resources_are_stored_as_they_come() -> None:
    assert not same_value("1000m", "1", "cpu", "limits", typed=False)
    assert not same_value([{}], [{"protocol": "TCP"}], "ports", "spec", typed=False)
    body = {"apiVersion": "example.com/v1", "kind": "Secret", "spec": {"x": None}}
    assert normal(body) == body


def secret(**parts: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, **parts}


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"stringData": {"a": "1"}}, {"data": {"a": "MQ=="}}),
        # As on the server, the plain value is the one that counts.
        (
            {"data": {"a": "Mg==", "b": "Mg=="}, "stringData": {"a": "1"}},
            {"data": {"a": "MQ==", "b": "Mg=="}},
        ),
        ({"stringData": {}}, {}),
        ({"stringData": None, "data": {"a": "MQ=="}}, {"data": {"a": "MQ=="}}),
        # For the server to refuse.
        ({"stringData": {"a": 1}}, {"stringData": {"a": 1}}),
        ({"stringData": {"a": "1"}, "data": ["a"]}, {"stringData": {"a": "1"}, "data": ["a"]}),
        ({"stringData": "a"}, {"stringData": "a"}),
    ],
)
def test_plain_values_of_a_secret(given: dict[str, Any], stored: dict[str, Any]) -> None:
    assert normal(secret(**given)) == secret(**stored)


def test_null_is_no_field_where_the_server_has_a_type_for_it() -> None:
    container = {"name": "web", "env": None, "ports": [{"name": None}]}
    template = {"metadata": {"annotations": {"a": None}}, "spec": {"containers": [container]}}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {}, "spec": template}
    spec = normal(body)["spec"]
    assert spec["spec"]["containers"] == [{"name": "web", "ports": [{}]}]
    # In a map of texts it is an empty text.
    assert spec["metadata"] == {"annotations": {"a": None}}
    assert template["spec"]["containers"] == [container]
