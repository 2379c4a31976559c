# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes Kubernetes Secrets of values. Errors name keys that the user has written, never values."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from .model import KEY, SecretsError, Wanted

Object = dict[str, Any]


def secret_of(wanted: Wanted, values: Mapping[str, bytes]) -> Object:
    """The Secret as it is applied.

    ``values``: by name or ARN, all that the Secret is made of. Raises SecretsError.
    """
    data: dict[str, bytes] = {}
    for remote in wanted.extract:
        fields = _fields(wanted, remote, values[remote])
        for key in fields:
            if not KEY.fullmatch(key):
                raise SecretsError(f"{wanted}: a key in {remote} is none that a Secret can have")
        data |= {key: _text(wanted, remote, key, fields) for key in fields}
    for value in wanted.data:
        whole = values[value.remote]
        if value.property:
            fields = _fields(wanted, value.remote, whole)
            data[value.key] = _text(wanted, value.remote, value.property, fields)
        else:
            data[value.key] = whole
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"namespace": wanted.namespace, "name": wanted.name},
        "type": wanted.type,
        "data": {key: base64.b64encode(data[key]).decode() for key in sorted(data)},
    }


def _fields(wanted: Wanted, remote: str, value: bytes) -> dict[str, Any]:
    """The keys of a value that is a JSON object."""
    try:
        fields = json.loads(value)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        # Without the decoder's own words, and not raised from it: it carries the text.
        raise SecretsError(f"{wanted}: the value of {remote} is not a JSON object")
    return fields


def _text(wanted: Wanted, remote: str, key: str, fields: Mapping[str, Any]) -> bytes:
    """One key of a JSON object: a text as it is, anything else as JSON."""
    if key not in fields:
        raise SecretsError(f"{wanted}: {remote} has no key {key}")
    value = fields[key]
    if value is None:
        raise SecretsError(f"{wanted}: the key {key} of {remote} is null")
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
    return text.encode()
