# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Tells without a request that an apply would change nothing.

A repeated apply is not always free for the server: it writes Jobs a second time, and adds
bookkeeping to objects of which nobody owns a field. What is proved equal is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .changes import applied_entry
from .objects import Object


def is_applied(body: Object, live: Mapping[str, Any], manager: str) -> bool:
    """Whether the manager owns exactly the fields of ``body`` and all have their values.

    False where it cannot be proved, such as for quantities that the server writes differently.
    """
    entry = applied_entry(live, manager)
    if entry and entry.get("apiVersion") != body["apiVersion"]:
        return False
    fields = entry.get("fieldsV1") or {}
    wanted = {key: value for key, value in body.items() if key not in ("apiVersion", "kind")}
    # Nobody owns the name of an object.
    metadata = {k: v for k, v in body["metadata"].items() if k not in ("name", "namespace")}
    wanted["metadata"] = metadata
    if not metadata:
        del wanted["metadata"]
    return _same(wanted, live, fields) if wanted else not fields


def _same(wanted: Any, live: Any, fields: Mapping[str, Any]) -> bool:
    """Compare a value with the live one along the owned fields (the format fieldsV1)."""
    inner = {key: value for key, value in fields.items() if key != "."}
    if not inner:  # a plain value, or one that is owned as a whole
        return bool(wanted == live)
    if isinstance(wanted, dict) and isinstance(live, dict):
        return {f"f:{key}" for key in wanted} == set(inner) and all(
            key in live and _same(value, live[key], inner[f"f:{key}"])
            for key, value in wanted.items()
        )
    if isinstance(wanted, list) and isinstance(live, list):
        if len(wanted) != len(inner):
            return False
        return all(_same_entry(wanted, live, key, child) for key, child in inner.items())
    return False


def _same_entry(wanted: list[Any], live: list[Any], key: str, fields: Mapping[str, Any]) -> bool:
    """Compare one entry of a list that the server merges by keys (k:) or as a set (v:)."""
    kind, _, text = key.partition(":")
    selector = json.loads(text)
    if kind == "v":
        return selector in wanted and selector in live
    if kind != "k":
        return False
    ours, theirs = _pick(wanted, selector), _pick(live, selector)
    return ours is not None and theirs is not None and _same(ours, theirs, fields)


def _pick(entries: list[Any], selector: Mapping[str, Any]) -> Any:
    """The only entry with these keys; a key that is left out may have been given a default."""
    found = [
        entry
        for entry in entries
        if isinstance(entry, dict) and all(entry.get(k, v) == v for k, v in selector.items())
    ]
    return found[0] if len(found) == 1 else None
