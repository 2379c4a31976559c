# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A kind whose schema uses every rule that there is, and random objects of it."""

from __future__ import annotations

import random
from typing import Any

from kube.objects import Object, widget, widget_crd

TEXT = {"type": "string"}
OPEN = {"x-kubernetes-preserve-unknown-fields": True}
EMBEDDED = {"type": "object", "x-kubernetes-embedded-resource": True}
KEYED = {
    "type": "object",
    "required": ["k"],
    "properties": {"k": TEXT, "z": {**TEXT, "default": "Z"}},
}
# One field for each rule of a schema.
FIELDS: dict[str, Object] = {
    "size": {"type": "integer", "minimum": 0, "maximum": 9},
    "mode": {**TEXT, "default": "auto", "enum": ["auto", "off"]},
    "nested": {
        "type": "object",
        "default": {},
        "properties": {
            "a": {"type": "integer", "default": 3},
            "b": {**TEXT, "pattern": "^x", "maxLength": 3},
        },
    },
    "list": {
        "type": "array",
        "maxItems": 2,
        "items": {
            "type": "object",
            "required": ["n"],
            "properties": {"p": {**TEXT, "default": "TCP"}, "n": {"type": "integer"}},
        },
    },
    "nullable": {**TEXT, "nullable": True},
    "nullable_default": {**TEXT, "nullable": True, "default": "q"},
    "any": {"type": "object", **OPEN},
    "number_or_text": {"x-kubernetes-int-or-string": True},
    "number": {"type": "number"},
    "flag": {"type": "boolean", "default": False},
    "texts": {"type": "object", "additionalProperties": TEXT},
    "maps": {
        "type": "object",
        "additionalProperties": {"type": "object", "properties": {"d": {**TEXT, "default": "D"}}},
    },
    "embedded": {**EMBEDDED, "properties": {"z": TEXT}},
    "embedded_open": {**EMBEDDED, **OPEN},
    "bare": {"type": "object"},
    "half_open": {"type": "object", "properties": {"q": {**TEXT, "default": "H"}}, **OPEN},
    "values": {"type": "object", "additionalProperties": True},
    "keyed": {
        "type": "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k", "z"],
        "items": KEYED,
    },
    "set": {"type": "array", "x-kubernetes-list-type": "set", "items": TEXT},
}
TOP: Object = {
    "type": "object",
    "default": {"x": 1},
    "properties": {"x": {"type": "integer"}, "y": {**TEXT, "default": "Y"}},
}


def rich_crd(group: str) -> Object:
    """A CRD that uses every rule of FIELDS."""
    crd = widget_crd(group)
    schema = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    schema["properties"] = {
        "spec": {"type": "object", "properties": FIELDS, "required": ["size"]},
        "top": TOP,
    }
    return crd


def anything(chance: random.Random, depth: int = 0) -> Any:
    """A value that fits only by luck."""
    plain = [0, 1, 5, 12, -1, 1.5, "auto", "x", "xy", "1", None, True, False]
    kind = chance.randrange(4 if depth < 2 else 2)
    if kind == 2:
        keys = chance.sample(["a", "b", "p", "n", "q", "z", "k", "kind", "metadata"], 2)
        return {key: anything(chance, depth + 1) for key in keys}
    if kind == 3:
        return [anything(chance, depth + 1) for _ in range(chance.randrange(3))]
    return chance.choice(plain)


def fitting(schema: Object, chance: random.Random) -> Any:
    """A value that fits a schema, most of the time."""
    if chance.random() < 0.05:
        return anything(chance)
    if "type" not in schema:
        return chance.choice([1, "a"])
    if "enum" in schema:
        return chance.choice(schema["enum"])
    if schema["type"] == "array":
        return [fitting(schema["items"], chance) for _ in range(chance.randrange(3))]
    if schema["type"] == "object":
        return fields_of(schema, chance)
    values = {
        "string": ["x", "xy", "xz", "a", None],
        "integer": [0, 1, 5, 9],
        "number": [1, 2.5],
        "boolean": [True, False],
    }
    return chance.choice(values[schema["type"]])


def fields_of(schema: Object, chance: random.Random) -> Object:
    """A map for a schema, sometimes with a field too many."""
    known = schema.get("properties") or {}
    fields = {k: fitting(inner, chance) for k, inner in known.items() if chance.random() < 0.6}
    more = schema.get("additionalProperties")
    if isinstance(more, dict):
        fields |= {key: fitting(more, chance) for key in chance.sample("abc", 2)}
    if "x-kubernetes-embedded-resource" in schema and chance.random() < 0.9:
        fields |= {"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"a": "b"}}}
    if chance.random() < 0.05 or more is True or schema.items() >= OPEN.items():
        fields["extra"] = anything(chance)
    return fields


def random_widget(group: str, namespace: str, chance: random.Random) -> Object:
    """A Widget with some of the fields."""
    body = widget(group, namespace)
    names = chance.sample(sorted(FIELDS), 3)
    body["spec"] = {"size": 1} | {name: fitting(FIELDS[name], chance) for name in names}
    if chance.random() < 0.2:
        body["top"] = fitting(TOP, chance)
    return body
