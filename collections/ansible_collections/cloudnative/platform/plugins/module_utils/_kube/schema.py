# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a CustomResourceDefinition makes of an object: refused fields, defaults, what is dropped.

For objects whose CRD is in the same set and not yet on the server, so that it cannot be asked.
Source: the structural schemas of apiextensions.k8s.io/v1. Not judged here, but by the server when
the set is applied: CEL rules, formats, anyOf and its like, admission.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from .changes import SERVER_OWNED
from .errors import ManifestError
from .objects import Object

Schema = Mapping[str, Any]
OPEN = "x-kubernetes-preserve-unknown-fields"
TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int, float),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "object", "additionalProperties": TEXT}
LABEL = r"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\Z"
WORD = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
LABELS: Schema = {**TEXTS, "additionalProperties": {**TEXT, "pattern": LABEL, "maxLength": 63}}
ANYTHING: Schema = {OPEN: True, "items": {OPEN: True}}
METADATA: Schema = {
    "type": "object",
    "properties": {
        **dict.fromkeys(SERVER_OWNED, ANYTHING),
        **dict.fromkeys(("generateName", "name", "namespace"), TEXT),
        "annotations": TEXTS,
        "labels": LABELS,
        "finalizers": {"type": "array", "items": TEXT},
        "ownerReferences": {"type": "array", "items": {OPEN: True}},
    },
}
NAME: Schema = {**TEXT, "pattern": rf"^{WORD}(\.{WORD})*\Z", "maxLength": 253}
NAMED: Schema = {**METADATA, "properties": {**METADATA["properties"], "name": NAME}}
RESOURCE: Schema = {"apiVersion": TEXT, "kind": TEXT, "metadata": METADATA}
RULES: tuple[tuple[str, type | tuple[type, ...], Callable[[Any, Any], bool]], ...] = (
    ("enum", object, lambda value, allowed: value in allowed),
    ("minimum", (int, float), operator.ge),
    ("maximum", (int, float), operator.le),
    ("pattern", str, lambda text, pattern: _matches(text, pattern)),
    ("minLength", str, lambda text, limit: len(text) >= limit),
    ("maxLength", str, lambda text, limit: len(text) <= limit),
    ("minItems", list, lambda entries, limit: len(entries) >= limit),
    ("maxItems", list, lambda entries, limit: len(entries) <= limit),
    ("minProperties", dict, lambda fields, limit: len(fields) >= limit),
    ("maxProperties", dict, lambda fields, limit: len(fields) <= limit),
)


def schema_of(crd: Object, version: str) -> Schema:
    """The schema of a served version; an open one if the CRD has none."""
    schema: Schema = {OPEN: True}
    for entry in (crd.get("spec") or {}).get("versions") or []:
        if entry.get("name") == version:
            schema = (entry.get("schema") or {}).get("openAPIV3Schema") or schema
    whole = _resource(schema)
    return {**whole, "properties": {**whole["properties"], "metadata": NAMED}}


def stored(body: Object, schema: Schema) -> Object:
    """The object as the server would keep it. Raises ManifestError that names refused fields."""
    wrong = list(_undeclared(body, schema, ""))
    kept: Object = with_defaults(body, schema)
    wrong = wrong or list(_invalid(kept, schema, ""))
    if wrong:
        raise ManifestError(f"the CRD in this set refuses it: {'; '.join(wrong)}")
    return kept


def with_defaults(value: Any, schema: Schema) -> Any:
    """A copy with defaults put in and without what a schema has no place for."""
    if isinstance(value, list):
        return [with_defaults(entry, schema.get("items") or {}) for entry in value]
    if not isinstance(value, dict):
        return value
    properties = _properties(schema)
    filled = {key: p["default"] for key, p in properties.items() if "default" in p}
    filled |= {key: v for key, v in value.items() if v is not None or _keeps_null(schema, key)}
    return {
        key: deepcopy(inner) if known is None else with_defaults(inner, known)
        for key, inner in filled.items()
        if (known := _inner(schema, key)) is not None or schema.get(OPEN)
    }


def _keeps_null(schema: Schema, key: str) -> bool:
    """A null stays unless a default takes its place."""
    known = _inner(schema, key)
    return known is None or bool(known.get("nullable")) or "default" not in known


def _undeclared(value: Any, schema: Schema, path: str) -> Iterator[str]:
    """Fields that the schema does not know or that are of another type."""
    expected = schema.get("type")
    if value is None:
        return
    if expected and not _is(value, expected):
        yield f"{path}: expected {expected}, got {type(value).__name__}"
    elif isinstance(value, dict):
        for key, inner in value.items():
            known = _inner(schema, key)
            if known is not None:
                yield from _undeclared(inner, known, f"{path}.{key}")
            # An object without any properties is emptied, not refused.
            elif _properties(schema) and not schema.get(OPEN):
                yield f"{path}.{key}: field not declared in schema"
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _undeclared(entry, schema.get("items") or {}, f"{path}[{number}]")
        yield from _given_twice(value, schema, path)


def _given_twice(entries: list[Any], schema: Schema, path: str) -> Iterator[str]:
    """Entries of a set, or of a list with keys, that the server could not tell apart."""
    named: list[Any] = []
    if schema.get("x-kubernetes-list-type") == "set":
        named = [repr(entry) for entry in entries]
    elif schema.get("x-kubernetes-list-type") == "map":
        keys = schema.get("x-kubernetes-list-map-keys") or []
        filled = [with_defaults(entry, schema.get("items") or {}) for entry in entries]
        named = [str({key: f.get(key) for key in keys}) for f in filled if isinstance(f, dict)]
    for entry, times in Counter(named).items():
        if times > 1:
            yield f"{path}: duplicate entries for key {entry}"


def _invalid(value: Any, schema: Schema, path: str) -> Iterator[str]:
    """Values that break a rule of the schema, after defaults were put in."""
    if value is None:
        if not schema.get("nullable") and schema.get("type"):
            yield f"{path}: must be of type {schema['type']}, not null"
        return
    if schema.get("type") == "integer" and value != int(value):
        yield f"{path}: must be of type integer"
    if schema.get("x-kubernetes-int-or-string") and not _is(value, "integer", "string"):
        yield f"{path}: must be of type integer or string"
    for name, kind, holds in RULES:
        if name in schema and isinstance(value, kind) and not holds(value, schema[name]):
            yield f"{path}: breaks the rule {name}: {schema[name]}"
    if isinstance(value, dict):
        for key in _full(schema).get("required") or []:
            if key not in value:
                yield f"{path}.{key}: Required value"
        for key, inner in value.items():
            yield from _invalid(inner, _inner(schema, key) or {}, f"{path}.{key}")
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _invalid(entry, schema.get("items") or {}, f"{path}[{number}]")


def _matches(text: str, pattern: str) -> bool:
    """Whether a text has the pattern; one that only Go understands is left to the server."""
    try:
        return bool(re.search(pattern, text))
    except re.error:
        return True


def _is(value: Any, *expected: str) -> bool:
    """Whether a value has one of the types; a boolean is no number."""
    return any(
        isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))
        for name in expected
    )


def _properties(schema: Schema) -> Mapping[str, Schema]:
    return _full(schema).get("properties") or {}


def _inner(schema: Schema, key: str) -> Schema | None:
    """The schema of a field; None if it is not declared."""
    found = _properties(schema).get(key)
    more = schema.get("additionalProperties")
    if found is None and more is not None and more is not False:
        return {} if more is True else more
    return found


def _full(schema: Schema) -> Schema:
    return _resource(schema) if schema.get("x-kubernetes-embedded-resource") else schema


def _resource(schema: Schema) -> Schema:
    """A schema with what every object has besides."""
    required = [*(schema.get("required") or []), "apiVersion", "kind"]
    return {
        **schema,
        "required": required,
        "properties": {**(schema.get("properties") or {}), **RESOURCE},
    }
