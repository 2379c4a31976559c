# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Fields that two managers want: who has them, and which may be taken."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .errors import ApiError
from .retry import is_field_conflict

# What stands between the brackets of a list entry: a ``]`` may be part of a quoted key.
ANY_KEY = r'\[(?:"(?:[^"\\]|\\.)*"|[^"\]])*\]'


def may_force(error: ApiError, fields: Sequence[str]) -> bool:
    """Whether ``error`` is a conflict and ``fields`` lists every field in it.

    ``fields`` are paths as the server names them (``.spec.replicas``); the first dot may be left
    out, and ``[*]`` stands for the keys of any entry of a list.
    """
    patterns = [_pattern(field) for field in fields]
    taken = [cause.get("field") or "" for cause in error.causes if _is_conflict(cause)]
    return is_field_conflict(error) and all(
        any(pattern.fullmatch(path) for pattern in patterns) for path in taken
    )


def conflict_text(error: ApiError) -> str:
    """Who owns which field of the refused object, and the three ways on."""
    # The server tells them in any order.
    conflicts = sorted(
        (cause.get("field") or "", cause.get("message") or "")
        for cause in error.causes
        if _is_conflict(cause)
    )
    owners = "; ".join(f"{field}: {message}" for field, message in conflicts)
    paths = dict.fromkeys(field for field, _ in conflicts)
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return (
        f"other field managers own what the set changes: {owners}. Leave these fields out of the "
        f"set, or take just them with force_fields: [{listed}], or take whatever is in conflict "
        "with force_conflicts: true"
    )


def _is_conflict(cause: dict[str, str]) -> bool:
    return cause.get("reason") == "FieldManagerConflict"


def _pattern(field: str) -> re.Pattern[str]:
    path = field if field.startswith((".", "[")) else f".{field}"
    return re.compile(ANY_KEY.join(re.escape(part) for part in path.split("[*]")))
