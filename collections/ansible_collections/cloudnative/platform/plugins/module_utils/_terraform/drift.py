# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What differs between AWS, the state and the code. Pure functions of a plan as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .plan import summarise


def report(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What was changed past Terraform, and what an apply would do about it.

    Args:
        plan: the decoded output of ``terraform show -json PLANFILE``; {} for an empty plan.

    Returns:
        ``drift`` (whether an apply would change anything), ``outside`` (address, what happened
        and names of the attributes that somebody changed), ``lines`` for people.
    """
    summary = summarise(plan)
    touched = {resource["address"] for resource in plan.get("resource_drift", [])}
    planned = set(summary.update + summary.replace + summary.create)
    # Attributes that AWS itself moves on are news for the state only: nothing acts on them.
    outside = [
        entry
        for entry in map(_outside, plan.get("resource_drift", []))
        if entry["address"] in planned
    ]
    lines = summary.lines()
    lines += [f"update {address}" for address in summary.update]
    lines += [f"create {address}" for address in summary.create]
    for entry in outside:
        what = ", ".join(entry["attributes"]) or "all of it"
        lines.append(f"{entry['what']} outside: {entry['address']} ({what})")
    return {
        "drift": bool(planned or summary.destroy or summary.adopt),
        "outside": outside,
        "refreshed": sorted(touched - planned),
        "lines": lines,
    }


def _outside(resource: Mapping[str, Any]) -> dict[str, Any]:
    change = resource["change"]
    before, after = change.get("before") or {}, change.get("after") or {}
    return {
        "address": resource["address"],
        "what": "deleted" if not after else "changed",
        "attributes": sorted(
            name for name in before | after if after and before.get(name) != after.get(name)
        ),
    }
