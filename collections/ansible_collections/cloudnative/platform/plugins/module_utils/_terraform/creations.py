# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a plan is about to create. Pure functions of ``terraform show -json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Creation:
    """A resource that does not exist as far as the state knows.

    Attributes:
        address: its address in Terraform.
        type: its type.
        values: what is known of it before it exists.
    """

    address: str
    type: str
    values: Mapping[str, Any]

    @property
    def tags(self) -> Mapping[str, str]:
        """Its tags, the provider's default ones among them; empty where they are not known."""
        return self.values.get("tags_all") or {}


def creations(plan: Mapping[str, Any]) -> list[Creation]:
    """Everything that a plan creates; a replacement is none, for that is in the state."""
    return [
        Creation(resource["address"], resource["type"], resource["change"].get("after") or {})
        for resource in plan.get("resource_changes", [])
        if resource["change"]["actions"] == ["create"]
    ]


def held(plan: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Type and id of everything that the state knows or a plan adopts: no orphans."""
    changes = plan.get("resource_changes", [])
    adopted = {
        (resource["type"], str(resource["change"]["importing"].get("id")))
        for resource in changes
        if resource["change"].get("importing")
    }
    known = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    return adopted | set(_identities(known))


def _identities(module: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for resource in module.get("resources", []):
        for name in ("id", "arn"):
            if resource["values"].get(name):
                yield resource["type"], str(resource["values"][name])
    for child in module.get("child_modules", []):
        yield from _identities(child)
