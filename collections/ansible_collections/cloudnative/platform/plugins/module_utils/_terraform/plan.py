# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a plan does, in few words. Pure functions of ``terraform show -json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What Terraform calls the steps of one resource, and what people call the whole.
_VERBS: dict[tuple[str, ...], str] = {
    ("create",): "create",
    ("update",): "update",
    ("delete",): "destroy",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("forget",): "forget",
}


@dataclass(frozen=True)
class Summary:
    """Addresses of the resources that a plan touches, by what happens to them.

    Attributes:
        adopt: exist on AWS already and come into the state.
        create: come into being.
        update: change in place.
        replace: are destroyed and made anew.
        destroy: go for good.
        forget: stay, but Terraform no longer looks after them.
        because: why a resource is replaced: address to the attributes that force it.
    """

    adopt: list[str] = field(default_factory=list)
    create: list[str] = field(default_factory=list)
    update: list[str] = field(default_factory=list)
    replace: list[str] = field(default_factory=list)
    destroy: list[str] = field(default_factory=list)
    forget: list[str] = field(default_factory=list)
    because: dict[str, list[str]] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The summary as people read it: counts first, then everything that is lost."""
        counts = [
            f"{len(addresses)} to {verb}"
            for verb in ("adopt", "create", "update", "replace", "destroy", "forget")
            if (addresses := getattr(self, verb))
        ]
        lines = [", ".join(counts) or "nothing to change"]
        lines += [f"adopt {address}" for address in self.adopt]
        lines += [f"replace {address}{self._reason(address)}" for address in self.replace]
        lines += [f"destroy {address}" for address in self.destroy]
        return lines

    def _reason(self, address: str) -> str:
        forced = self.because.get(address)
        return f" (because of {', '.join(forced)})" if forced else ""


def summarise(plan: Mapping[str, Any]) -> Summary:
    """Sort a plan's resources by what happens to them.

    A resource that is adopted and then changed is in both lists.

    Args:
        plan: the decoded output of ``terraform show -json PLANFILE``.
    """
    summary = Summary()
    for resource in plan.get("resource_changes", []):
        change, address = resource["change"], resource["address"]
        if change.get("importing"):
            summary.adopt.append(address)
        verb = _VERBS.get(tuple(change["actions"]))
        if verb is None:
            continue  # no-op and read touch nothing
        getattr(summary, verb).append(address)
        if verb == "replace":
            summary.because[address] = _attributes(change.get("replace_paths", []))
    return summary


def _attributes(paths: Sequence[Sequence[str | int]]) -> list[str]:
    return [".".join(str(step) for step in path) for path in paths]
