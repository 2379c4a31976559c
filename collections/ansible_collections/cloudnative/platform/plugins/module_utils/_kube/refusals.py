# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Tells a person why the server did not take objects, and what helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .conflicts import conflict_text
from .errors import ApiError, KubeError
from .objects import Item, Ref
from .redact import mask
from .retry import BAD_FIELDS, is_field_conflict

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
        return conflict_text(error)
    details: Mapping[str, Any] = error.body.get("details") or {}
    if error.status == 404 and details.get("kind") == "namespaces":
        return f"namespace {ref.namespace} does not exist; add it to the set"
    _, told, fields = error.server_says.partition(BAD_FIELDS)
    if told:
        # Before the fields stands the object's name, after it each one has a line.
        lines = [line.strip() for line in fields.partition("): ")[2].splitlines()]
        listed = "; ".join(line for line in lines if line != "errors:")
        return f"the kind has not these fields, or not of this type: {listed}"
    return error.text
