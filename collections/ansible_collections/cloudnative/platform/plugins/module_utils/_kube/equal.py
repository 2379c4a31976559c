# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Tells without a request that an apply would change nothing.

A repeated apply is not always free for the server: it writes Jobs a second time, and adds
bookkeeping to objects of which nobody owns a field. What is proved equal is left alone.

The proof stands on managed fields: whoever changes or removes a field that we own takes it from us.
Where we own exactly the fields of the set, the live values are what the server made of ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .changes import applied_entry
from .objects import Object, group_of
from .served import TYPED, is_left_out, same_value


def is_applied(body: Object, live: Mapping[str, Any], manager: str) -> bool:
    """Whether the manager owns exactly the fields of ``body`` and all have their values.

    False where it cannot be proved.
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
    comparison = _Comparison(group_of(body["apiVersion"]) in TYPED)
    return comparison.same(wanted, live, fields, "", "") if wanted else not fields


class _Comparison:
    """Compares values along the owned fields (the format fieldsV1).

    ``typed``: the kind is one whose values the server rewrites in known ways.
    """

    def __init__(self, typed: bool):
        self.typed = typed

    def same(
        self, wanted: Any, live: Any, fields: Mapping[str, Any], name: str, parent: str
    ) -> bool:
        """Whether the live value of a field is what the server makes of the wanted one."""
        inner = {key: value for key, value in fields.items() if key != "."}
        if not inner:  # a plain value, or one that is owned as a whole
            return same_value(wanted, live, name, parent, self.typed)
        if isinstance(wanted, dict) and isinstance(live, dict):
            return {f"f:{key}" for key in wanted} == set(inner) and all(
                self._same_field(key, value, live, inner[f"f:{key}"], name)
                for key, value in wanted.items()
            )
        if isinstance(wanted, list) and isinstance(live, list):
            return len(wanted) == len(inner) and all(
                self._same_entry(wanted, live, key, child, name) for key, child in inner.items()
            )
        return False

    def _same_field(
        self,
        key: str,
        value: Any,
        live: Mapping[str, Any],
        fields: Mapping[str, Any],
        parent: str,
    ) -> bool:
        if key in live:
            return self.same(value, live[key], fields, key, parent)
        return self.typed and not fields and is_left_out(value)

    def _same_entry(
        self, wanted: list[Any], live: list[Any], key: str, fields: Mapping[str, Any], name: str
    ) -> bool:
        """Compare one entry of a list that the server merges by keys (k:) or as a set (v:)."""
        kind, _, text = key.partition(":")
        selector = json.loads(text)
        if kind == "v":
            return selector in wanted and selector in live
        if kind != "k":
            return False
        ours, theirs = _pick(wanted, selector), _pick(live, selector)
        if ours is None or theirs is None:
            return False
        return self.same(ours, theirs, fields, name, name)


def _pick(entries: list[Any], selector: Mapping[str, Any]) -> Any:
    """The only entry with these keys; a key that is left out may have been given a default."""
    found = [
        entry
        for entry in entries
        if isinstance(entry, dict) and all(entry.get(k, v) == v for k, v in selector.items())
    ]
    return found[0] if len(found) == 1 else None
