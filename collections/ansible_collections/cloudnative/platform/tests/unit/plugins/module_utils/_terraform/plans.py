# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of ``terraform show -json`` for tests."""

from __future__ import annotations

from typing import Any


def change(address: str, *actions: str, **more: Any) -> dict[str, Any]:
    """One entry of ``resource_changes``; the type is what the address begins with."""
    kind = address.partition(".")[0]
    return {"address": address, "type": kind, "change": {"actions": list(actions), **more}}


def plan(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A plan of some changes."""
    return {"resource_changes": list(changes), **more}


def present(kind: str, **values: Any) -> dict[str, Any]:
    """A resource in ``prior_state`` or ``planned_values``."""
    return {"address": f"{kind}.this", "mode": "managed", "type": kind, "values": values}


def module(*resources: dict[str, Any]) -> dict[str, Any]:
    """Values whose resources lie in a module."""
    return {"root_module": {"child_modules": [{"resources": list(resources)}]}}
