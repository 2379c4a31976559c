"""Values become Secrets; what cannot is told without a value."""

from __future__ import annotations

import base64
import traceback
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.model import (
    SecretsError,
    Value,
    Wanted,
    remotes_of,
    wanted_of,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.render import secret_of

CANARY = b"green-canary-value"


def data_of(wanted: Wanted, **values: bytes) -> dict[str, bytes]:
    body = secret_of(wanted, values)
    return {key: base64.b64decode(value) for key, value in body["data"].items()}


def test_single_values_come_before_extracted_ones() -> None:
    wanted = Wanted("n", "s", data=(Value("b", "y"),), extract=("x", "z"))
    values = {"x": b'{"a": "1", "b": "2", "c": "3"}', "y": b"4", "z": b'{"a": "5"}'}
    assert data_of(wanted, **values) == {"a": b"5", "b": b"4", "c": b"3"}


def test_values_that_are_no_texts_are_written_as_json() -> None:
    wanted = Wanted("n", "s", extract=("x",))
    values = b'{"number": 1.5, "true": true, "list": [1, "\\u00e9"], "text": "\\u00e9"}'
    assert data_of(wanted, x=values) == {
        "number": b"1.5",
        "true": b"true",
        "list": b'[1,"\\u00e9"]',
        "text": "é".encode(),
    }


BAD: dict[str, tuple[Wanted, bytes]] = {
    "no JSON": (Wanted("n", "s", extract=("x",)), CANARY),
    "cut off": (Wanted("n", "s", extract=("x",)), b'{"a": "' + CANARY),
    "a list": (Wanted("n", "s", extract=("x",)), b'["' + CANARY + b'"]'),
    "not text": (Wanted("n", "s", extract=("x",)), b"\xff" + CANARY),
    "a key that is none": (Wanted("n", "s", extract=("x",)), b'{"' + CANARY + b'/": "a"}'),
    "no such key": (
        Wanted("n", "s", data=(Value("a", "x", "a"),)),
        b'{"' + CANARY + b'": "a"}',
    ),
    "null": (
        Wanted("n", "s", data=(Value("a", "x", "a"),)),
        b'{"a": null, "b": "' + CANARY + b'"}',
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_errors_show_no_value_even_with_their_causes(case: str) -> None:
    wanted, value = BAD[case]
    with pytest.raises(SecretsError) as caught:
        secret_of(wanted, {"x": value})
    assert "Secret n/s" in str(caught.value)
    assert CANARY.decode() not in "".join(traceback.format_exception(caught.value))


def entry(**more: Any) -> dict[str, Any]:
    return {"namespace": "n", "name": "s", "type": "Opaque", "data": None, "extract": None} | more


def test_each_remote_is_read_once() -> None:
    data = [{"key": key, "remote": "b", "property": key} for key in "xy"]
    wanted = wanted_of([entry(data=data), entry(extract=["b", "a"])])
    assert remotes_of(wanted) == ["a", "b"]


@pytest.mark.parametrize("key", ["", "a/b", "a b", "é", "a" * 254])
def test_keys_that_a_secret_cannot_have_are_refused(key: str) -> None:
    with pytest.raises(SecretsError, match="is no key"):
        wanted_of([entry(data=[{"key": key, "remote": "b"}])])


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(SecretsError, match="the key a is given twice"):
        wanted_of([entry(data=[{"key": "a", "remote": "b"}] * 2)])
