# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ManifestError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.schema import (
    Schema,
    schema_of,
    stored,
    with_defaults,
)

TEXT = {"type": "string"}
OPEN = {"x-kubernetes-preserve-unknown-fields": True}


def spec(**properties: Any) -> Schema:
    """The schema of a kind with these fields in its spec."""
    schema = {"type": "object", "properties": {"spec": fields(**properties)}}
    versions = [{"name": "v1", "schema": {"openAPIV3Schema": schema}}, {"name": "v2"}]
    return schema_of({"spec": {"versions": versions}}, "v1")


def fields(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def body(**values: Any) -> dict[str, Any]:
    return {"apiVersion": "a/v1", "kind": "A", "metadata": {"name": "a"}, "spec": values}


def refused(schema: Schema, **values: Any) -> str:
    with pytest.raises(ManifestError) as raised:
        stored(body(**values), schema)
    return str(raised.value).partition("refuses it: ")[2]


@pytest.mark.parametrize(
    ("schema", "given", "expected"),
    [
        ({**TEXT, "default": "d"}, {}, {"x": "d"}),
        ({**TEXT, "default": "d"}, {"x": "own"}, {"x": "own"}),
        ({**TEXT, "default": "d"}, {"x": None}, {"x": "d"}),
        ({**TEXT, "default": "d", "nullable": True}, {"x": None}, {"x": None}),
        ({**fields(y={**TEXT, "default": "d"}), "default": {}}, {}, {"x": {"y": "d"}}),
        (fields(y={**TEXT, "default": "d"}), {}, {}),
        (
            {"type": "array", "items": fields(y={**TEXT, "default": "d"})},
            {"x": [{}, {"y": "own"}]},
            {"x": [{"y": "d"}, {"y": "own"}]},
        ),
        (
            {"type": "object", "additionalProperties": fields(y={**TEXT, "default": "d"})},
            {"x": {"any": {}}},
            {"x": {"any": {"y": "d"}}},
        ),
        ({"type": "object"}, {"x": {"dropped": 1}}, {"x": {}}),
        ({**TEXT, "pattern": "^\\p{L}+$"}, {"x": "a"}, {"x": "a"}),
        (
            {"type": "object", **OPEN},
            {"x": {"kept": {"deep": None}}},
            {"x": {"kept": {"deep": None}}},
        ),
        ({"type": "object", "additionalProperties": True}, {"x": {"a": 1}}, {"x": {"a": 1}}),
        (
            {**fields(z=TEXT), "x-kubernetes-embedded-resource": True},
            {"x": {"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"a": "b"}}}},
            {"x": {"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"a": "b"}}}},
        ),
    ],
)
def test_what_is_kept(schema: Schema, given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert stored(body(**given), spec(x=schema))["spec"] == expected


@pytest.mark.parametrize(
    ("schema", "value", "told"),
    [
        (TEXT, 1, ".spec.x: expected string, got int"),
        ({"type": "integer"}, "1", ".spec.x: expected integer, got str"),
        ({"type": "integer"}, True, ".spec.x: expected integer, got bool"),
        ({"type": "integer"}, 1.5, ".spec.x: must be of type integer"),
        ({"type": "boolean"}, 1, ".spec.x: expected boolean, got int"),
        (fields(y=TEXT), {"z": 1}, ".spec.x.z: field not declared in schema"),
        (fields(y=TEXT), [], ".spec.x: expected object, got list"),
        ({**fields(y=TEXT), "required": ["y"]}, {}, ".spec.x.y: Required value"),
        ({"type": "array", "items": TEXT}, [None], ".spec.x[0]: must be of type string, not null"),
        ({"type": "array", "items": TEXT}, ["a", 1], ".spec.x[1]: expected string, got int"),
        ({**TEXT, "enum": ["a"]}, "b", ".spec.x: breaks the rule enum: ['a']"),
        ({"type": "integer", "minimum": 2}, 1, ".spec.x: breaks the rule minimum: 2"),
        ({**TEXT, "pattern": "^a"}, "b", ".spec.x: breaks the rule pattern: ^a"),
        ({"x-kubernetes-int-or-string": True}, [1], ".spec.x: must be of type integer or string"),
        (
            {"type": "array", "items": TEXT, "x-kubernetes-list-type": "set"},
            ["a", "a"],
            ".spec.x: duplicate entries for key 'a'",
        ),
        (
            {
                "type": "array",
                "items": fields(k={**TEXT, "default": "d"}),
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["k"],
            },
            [{}, {"k": "d"}],
            ".spec.x: duplicate entries for key {'k': 'd'}",
        ),
    ],
)
def test_what_is_refused(schema: Schema, value: Any, told: str) -> None:
    assert refused(spec(x=schema), x=value) == told


def test_all_undeclared_fields_are_told() -> None:
    told = refused(spec(x=TEXT), y=1, z=2)
    assert told == (".spec.y: field not declared in schema; .spec.z: field not declared in schema")


def test_metadata_is_the_servers_own() -> None:
    schema = spec(x=TEXT)
    given = body() | {"metadata": {"name": "a", "lables": {}}}
    with pytest.raises(ManifestError, match=r"\.metadata\.lables: field not declared"):
        stored(given, schema)
    live = body() | {"metadata": {"name": "a", "managedFields": [{"fieldsV1": {"f:spec": {}}}]}}
    assert stored(live, schema) == live


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({"name": "A_B"}, ".metadata.name: breaks the rule pattern"),
        ({"name": "a" * 254}, ".metadata.name: breaks the rule maxLength"),
        ({"name": "a", "labels": {"x": "!"}}, ".metadata.labels.x: breaks the rule pattern"),
        ({"name": "a", "annotations": {"x": 1}}, ".metadata.annotations.x: expected string"),
    ],
)
def test_names_and_labels_are_judged(metadata: dict[str, Any], told: str) -> None:
    with pytest.raises(ManifestError) as raised:
        stored(body() | {"metadata": metadata}, spec())
    assert told in str(raised.value)


def test_version_without_a_schema_takes_everything() -> None:
    for version in ("v2", "v3"):
        schema = schema_of({"spec": {"versions": [{"name": "v2"}]}}, version)
        assert stored(body(anything=[{"goes": None}]), schema) == body(anything=[{"goes": None}])


def test_defaults_are_copies() -> None:
    schema = {
        "type": "object",
        "properties": {"x": {"type": "object", "default": {"y": []}, **OPEN}},
    }
    one, two = with_defaults({}, schema), with_defaults({}, schema)
    one["x"]["y"].append(1)
    assert two == {"x": {"y": []}}
