# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What differs between two states of an object, and how a person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from .objects import Object, ref_of
from .redact import redact

# Kept by the server; they move without any change of ours.
SERVER_OWNED = (
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
)
OWN_UID = "(uid of this object)"
Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def essence(body: Mapping[str, Any]) -> Object:
    """The object without status and without what the server keeps for itself."""
    kept = {name: value for name, value in body.items() if name != "status"}
    metadata = body.get("metadata") or {}
    kept["metadata"] = {k: v for k, v in metadata.items() if k not in SERVER_OWNED}
    uid = metadata.get("uid")
    return _without(kept, uid) if uid else kept


def _without(value: Any, uid: str) -> Any:
    """A Job carries its own uid in labels and selector; each creation gives it another one."""
    if isinstance(value, dict):
        return {key: _without(child, uid) for key, child in value.items()}
    if isinstance(value, list):
        return [_without(child, uid) for child in value]
    return OWN_UID if value == uid else value


def applied_entry(body: Mapping[str, Any], manager: str) -> Mapping[str, Any]:
    """What the server knows of a manager's applies; empty if it has applied nothing."""
    for entry in (body.get("metadata") or {}).get("managedFields") or []:
        applied = entry.get("operation") == "Apply" and not entry.get("subresource")
        if applied and entry.get("manager") == manager:
            return dict(entry)
    return {}


def changed(before: Mapping[str, Any], after: Mapping[str, Any], manager: str, dry: bool) -> bool:
    """Whether a write of ours moved the object from ``before`` to ``after``.

    The server's resourceVersion decides. It also moves when a controller writes the status between
    our read and our write, and it stays when the write was only tried; then the content decides.
    """
    if not dry and _version(before) == _version(after):
        return False
    if essence(before) != essence(after):
        return True
    fields = [applied_entry(body, manager).get("fieldsV1") for body in (before, after)]
    return bool(fields[0] != fields[1])


def diff(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> dict[str, str]:
    """One entry of an Ansible diff; None stands for no object."""
    name = str(ref_of(before or after or {}))
    return {
        "before_header": f"{name} (before)",
        "after_header": f"{name} (after)",
        "before": _text(before),
        "after": _text(after),
    }


def _text(body: Mapping[str, Any] | None) -> str:
    if body is None:
        return ""
    text: str = yaml.dump(redact(essence(body)), Dumper=Dumper, default_flow_style=False, width=200)
    return text


def _version(body: Mapping[str, Any]) -> Any:
    return (body.get("metadata") or {}).get("resourceVersion")
