# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps the values of Secrets out of everything that people or logs see."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from .objects import Object

HIDDEN = "hidden"
# kubectl keeps a copy of the whole object, values included, in this annotation.
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
# What may be shown of a Secret.
PLAIN = {"apiVersion", "immutable", "kind", "metadata", "type"}
# Of this process only: equal values look equal in one diff, but a short value cannot be guessed.
RUN_KEY = os.urandom(32)
# A value so short is hidden only where it stands alone: else no text would be left to read.
SHORT = 4


def is_secret(body: Mapping[str, Any]) -> bool:
    """Whether the object is a core Secret, or was meant to be one."""
    return _kind(body) == "secret" and "/" not in str(body.get("apiVersion"))


def redact(body: Object, key: bytes = RUN_KEY) -> Object:
    """The object with the values of a Secret replaced by keyed hashes; others unchanged."""
    if not is_secret(body):
        return body
    safe = dict(body)
    for section in _sections(body):
        if isinstance(body[section], dict):
            safe[section] = {name: _hash(value, key) for name, value in body[section].items()}
        elif body[section] is not None:
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
        items = value.get("items")
        if isinstance(items, list):
            if _kind(value) == "secretlist":  # whose items need not say what they are
                items = [{"kind": "Secret", **e} if isinstance(e, dict) else e for e in items]
            return {**value, "items": redact_tree(items, key)}
        return redact(value, key)
    if isinstance(value, str) and "secret" in value.lower():
        return HIDDEN
    return value


def mask(text: str, body: Mapping[str, Any]) -> str:
    """Remove a Secret's own values from a text, such as a server's error about it."""
    if not is_secret(body):
        return text
    values = {
        form
        for section in _sections(body)
        for value in _leaves(body[section])
        for form in _forms(value)
    }
    for value in sorted(values - {""}, key=len, reverse=True):
        if len(value) < SHORT:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", HIDDEN, text)
        else:
            text = text.replace(value, HIDDEN)
    return text


def _sections(body: Mapping[str, Any]) -> list[str]:
    """The parts of a Secret that hold values, also under a misspelt name."""
    return [name for name in body if name not in PLAIN]


def _kind(body: Mapping[str, Any]) -> str:
    return str(body.get("kind")).lower()


def _leaves(value: Any) -> Iterator[str]:
    """All plain values in nested maps and lists, which a malformed Secret may hold."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif value is not None:
        yield str(value)


def _forms(value: str) -> Iterator[str]:
    """A value as a text can show it: plain or in base64, as it is or quoted."""
    plain = [value, base64.b64encode(value.encode()).decode()]
    with suppress(ValueError):
        plain.append(base64.b64decode(value, validate=True).decode())
    for form in plain:
        yield form
        yield json.dumps(form)[1:-1]


def _hash(value: Any, key: bytes) -> str:
    digest = hmac.new(key, str(value).encode(), hashlib.sha256).hexdigest()
    return f"{HIDDEN} ({digest[:12]})"
