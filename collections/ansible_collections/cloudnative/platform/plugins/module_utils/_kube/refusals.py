# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Tells a person why the server did not take objects, and what helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .errors import ApiError, KubeError
from .objects import Item, Ref
from .redact import mask
from .retry import is_field_conflict

SHOWN_ERRORS = 20


def refusals(refused: Sequence[tuple[Item, KubeError]]) -> str:
    """A text about all refused objects of a set, without values of Secrets."""
    lines = [f"{len(refused)} {'object was' if len(refused) == 1 else 'objects were'} refused:"]
    for item, error in refused[:SHOWN_ERRORS]:
        text = mask(refusal(item.ref, error), item.body)
        lines.append(f"- {item.ref} ({item.source}): {text}")
    if len(refused) > SHOWN_ERRORS:
        lines.append(f"and {len(refused) - SHOWN_ERRORS} more")
    return "\n".join(lines)


def refusal(ref: Ref, error: KubeError) -> str:
    """Why the server refused a write, and what helps."""
    if not isinstance(error, ApiError):
        return str(error)
    if is_field_conflict(error):
        fields = "; ".join(f"{c.get('field')}: {c.get('message')}" for c in error.causes)
        return (
            f"other field managers own what the set changes: {fields}; remove these fields "
            "from the set, or take them with force_conflicts: true"
        )
    details: Mapping[str, Any] = error.body.get("details") or {}
    if error.status == 404 and details.get("kind") == "namespaces":
        return f"namespace {ref.namespace} does not exist; add it to the set"
    return f"{error.server_says} ({error.status} {error.reason})".replace(" )", ")")
