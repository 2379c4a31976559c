# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What objects can be waited for instead of readiness: a condition, or a value in them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .assessment import (
    READY,
    UNSEEN,
    Assessment,
    Body,
    Rule,
    State,
    condition,
    is_stale,
    progressing,
    says,
)
from .errors import ManifestError
from .jsonpath import parse, walk
from .objects import Ref, ref_of
from .redact import is_secret
from .status import assess

GOAL: dict[str, dict[str, Any]] = {
    "condition": {
        "type": "dict",
        "options": {
            "type": {"type": "str", "required": True},
            "status": {"type": "str", "default": "True"},
        },
    },
    "jsonpath": {"type": "str"},
    "value": {"type": "raw"},
}
# Documented in the fragment kube_wait.
ARGS: dict[str, dict[str, Any]] = {
    "wait_for": {
        "type": "list",
        "elements": "dict",
        "options": {
            "api_version": {"type": "str"},
            "kind": {"type": "str", "required": True},
            "namespace": {"type": "str"},
            "name": {"type": "str"},
            **GOAL,
        },
        "required_one_of": [["condition", "jsonpath"]],
        "required_by": {"value": ["jsonpath"]},
    },
    "wait_timeout": {"type": "float", "default": 300.0},
}


def rule_of(
    entries: Sequence[Mapping[str, Any]], refs: Iterable[Ref], general: Sequence[Rule] = ()
) -> Rule:
    """One rule for a set: for the objects that entries of ``wait_for`` name, what these ask for.

    Of several entries for one object all must hold. For the others ``general`` holds; if it is
    empty, readiness. Raises ManifestError for an entry that names no object of the set, and for a
    path that is not understood.
    """
    chosen: dict[Ref, list[Rule]] = defaultdict(list)
    known = list(refs)
    for entry in entries:
        rules = goals(entry)
        named = [ref for ref in known if _names(entry, ref)]
        if not named:
            words = (entry.get(key) for key in ("api_version", "kind", "namespace", "name"))
            raise ManifestError(
                f"wait_for: no object of the set is {' '.join(filter(None, words))}"
            )
        for ref in named:
            chosen[ref] += rules
    if not chosen and not general:
        return assess

    def rule(body: Body) -> Assessment:
        return _all(chosen.get(ref_of(body), general or [assess]), body)

    return rule


def goals(entry: Mapping[str, Any]) -> list[Rule]:
    """The rules that options as in ``GOAL`` ask for; none if they are not set."""
    found: list[Rule] = []
    if entry.get("condition"):
        found.append(has_condition(entry["condition"]["type"], entry["condition"]["status"]))
    if entry.get("jsonpath"):
        found.append(has_value(entry["jsonpath"], entry.get("value")))
    return found


def has_condition(name: str, wanted: str) -> Rule:
    """A condition with this status, seen for the last change."""

    def rule(body: Body) -> Assessment:
        entry = condition(body, name)
        if is_stale(entry, body):
            return UNSEEN
        return READY if entry.get("status") == wanted else progressing(says(entry))

    return rule


def has_value(jsonpath: str, wanted: Any = None) -> Rule:
    """A value at a path: all values there are as wanted, or any one that is not empty.

    Values are compared as they are written: ``true``, ``3`` and ``Bound`` may be given as texts.
    Raises ManifestError for a path that is not understood.
    """
    path = parse(jsonpath)

    def rule(body: Body) -> Assessment:
        if is_stale(body.get("status") or {}, body):
            return UNSEEN
        found = list(walk(path, body))
        if wanted is None:
            full = any(value not in (None, "", [], {}) for value in found)
            return READY if full else progressing(f"{jsonpath} has no value")
        if found and all(_written(value) == _written(wanted) for value in found):
            return READY
        values = "hidden" if is_secret(body) else ", ".join(map(_written, found))
        return progressing(f"{jsonpath} is {values or 'missing'}, not {_written(wanted)}")

    return rule


def _names(entry: Mapping[str, Any], ref: Ref) -> bool:
    return all(
        entry.get(key) in (None, getattr(ref, key))
        for key in ("api_version", "kind", "namespace", "name")
    )


def _all(rules: Sequence[Rule], body: Body) -> Assessment:
    """The first rule that does not hold decides."""
    assessments = [rule(body) for rule in rules]
    return next((a for a in assessments if a.state is not State.READY), READY)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
