# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.redact import (
    LAST_APPLIED,
    mask,
    redact,
    redact_tree,
)
from hypothesis import given
from hypothesis import strategies as st

KEY = b"key"


def secret(**sections: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, **sections}


@given(st.dictionaries(st.text(max_size=5), st.text(min_size=12, alphabet="xyz!"), max_size=4))
def test_no_value_of_a_secret_is_left(values: dict[str, str]) -> None:
    shown = str(redact(secret(data=values, stringData=values), KEY))
    assert not any(value in shown for value in values.values())


def test_equal_values_look_equal_and_others_do_not() -> None:
    data = redact(secret(data={"a": "x", "b": "x", "c": "y"}), KEY)["data"]
    assert data["a"] == data["b"] != data["c"]


def test_hash_depends_on_a_key_so_that_values_cannot_be_guessed() -> None:
    assert redact(secret(data={"a": "x"}), b"1") != redact(secret(data={"a": "x"}), b"2")


def test_kubectls_copy_of_the_object_is_hidden() -> None:
    body = secret()
    body["metadata"]["annotations"] = {LAST_APPLIED: '{"data": "canary"}', "other": "stays"}
    shown = redact(body, KEY)
    assert "canary" not in str(shown)
    assert shown["metadata"]["annotations"]["other"] == "stays"
    assert "canary" in str(body)


def test_other_kinds_stay_as_they_are() -> None:
    body = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "b"}}
    assert redact(body, KEY) is body
    assert redact({**body, "kind": "Secret", "apiVersion": "example.com/v1"}, KEY)["data"] == {
        "a": "b"
    }


def test_secrets_are_found_in_lists_and_in_texts() -> None:
    nested = [
        [secret(data={"a": "canary"})],
        {"kind": "List", "items": [secret(data={"a": "canary"})]},
    ]
    assert "canary" not in str(redact_tree(nested, KEY))
    assert "canary" not in redact_tree("kind: Secret\nstringData: {a: canary}", KEY)
    assert redact_tree("kind: ConfigMap", KEY) == "kind: ConfigMap"


def test_malformed_data_is_hidden_as_a_whole() -> None:
    assert "canary" not in str(redact(secret(data=["canary"]), KEY))


def test_own_values_are_masked_in_a_text() -> None:
    body = secret(stringData={"a": "canary", "b": "canary-long", "c": ""})
    assert mask("bad value canary-long, canary", body) == "bad value hidden, hidden"
    assert mask("canary", {"kind": "ConfigMap", "apiVersion": "v1"}) == "canary"


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "Secret", "apiVersion": "V1", "data": {"a": "canary"}},
        {"kind": "Secret", "data": {"a": "canary"}},
        {"kind": "secret", "apiVersion": "v1", "data": {"a": "canary"}},
        secret(Data={"a": "canary"}),
        secret(stringdata="canary"),
        secret(data={"a": {"b": "canary"}}),
        {"kind": "SecretList", "items": [{"data": {"a": "canary"}}]},
        {"kind": "List", "items": [{"kind": "List", "items": [secret(data={"a": "canary"})]}]},
        '{"kind": "secret", "data": {"a": "canary"}}',
    ],
)
def test_what_was_meant_as_a_secret_is_one(body: Any) -> None:
    assert "canary" not in str(redact_tree(body, KEY))
    if isinstance(body, dict) and "items" not in body:
        assert mask("got canary", body) == "got hidden"


def test_every_form_of_a_value_is_masked() -> None:
    value = 'first "line"\nsecond line'
    encoded = base64.b64encode(value.encode()).decode()
    for body in (secret(stringData={"a": value}), secret(data={"a": encoded})):
        for form in (value, encoded, json.dumps(value)):
            shown = mask(f"bad: {form}!", body)
            assert "line" not in shown
            assert encoded not in shown


def test_values_in_nested_maps_and_numbers_are_masked() -> None:
    body = secret(data={"a": {"b": ["canary-one", 123456]}})
    assert (
        mask('map[b:[canary-one 123456]] "canary-one"', body) == 'map[b:[hidden hidden]] "hidden"'
    )


def test_short_value_is_masked_where_it_stands_alone() -> None:
    assert mask('data is bad: "a"', secret(stringData={"x": "a"})) == 'data is bad: "hidden"'
