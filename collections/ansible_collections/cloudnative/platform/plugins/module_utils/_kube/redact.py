# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps the values of Secrets out of everything that people or logs see."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from typing import Any

from .objects import Object

HIDDEN = "hidden"
# kubectl keeps a copy of the whole object, values included, in this annotation.
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
# Of this process only: equal values look equal in one diff, but a short value cannot be guessed.
RUN_KEY = os.urandom(32)


def is_secret(body: Mapping[str, Any]) -> bool:
    """Whether the object is a core Secret."""
    return body.get("kind") == "Secret" and body.get("apiVersion") == "v1"


def redact(body: Object, key: bytes = RUN_KEY) -> Object:
    """The object with the values of a Secret replaced by keyed hashes; others unchanged."""
    if not is_secret(body):
        return body
    safe = dict(body)
    for section in ("data", "stringData"):
        if isinstance(body.get(section), dict):
            safe[section] = {name: _hash(value, key) for name, value in body[section].items()}
        elif body.get(section) is not None:
            safe[section] = HIDDEN
    metadata = dict(body.get("metadata") or {})
    annotations = metadata.get("annotations")
    if isinstance(annotations, dict) and LAST_APPLIED in annotations:
        metadata["annotations"] = {**annotations, LAST_APPLIED: HIDDEN}
        safe["metadata"] = metadata
    return safe


def redact_tree(value: Any, key: bytes = RUN_KEY) -> Any:
    """Redact every Secret in nested lists; a text that may hold one is hidden as a whole."""
    if isinstance(value, list):
        return [redact_tree(entry, key) for entry in value]
    if isinstance(value, dict):
        if isinstance(value.get("items"), list):
            return {**value, "items": redact_tree(value["items"], key)}
        return redact(value, key)
    if isinstance(value, str) and "Secret" in value:
        return HIDDEN
    return value


def mask(text: str, body: Mapping[str, Any]) -> str:
    """Remove a Secret's own values from a text, such as a server's error about it."""
    if not is_secret(body):
        return text
    values = {
        str(value)
        for section in ("data", "stringData")
        if isinstance(body.get(section), dict)
        for value in body[section].values()
    }
    for value in sorted(values - {""}, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    return text


def _hash(value: Any, key: bytes) -> str:
    digest = hmac.new(key, str(value).encode(), hashlib.sha256).hexdigest()
    return f"{HIDDEN} ({digest[:12]})"
