# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What the planned resources cost in a month. Pure functions of ``terraform show -json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .charges import BY_USE, CHARGED, is_free
from .prices import BASE_REGION, DATE, price_of


@dataclass(frozen=True)
class Estimate:
    """USD of one month, on demand and without use.

    Attributes:
        region: where.
        before: of what stands now.
        after: of what will stand.
        dated: date of the price table.
        unknown: resource types and items without a price; they are not in the sums.
        borrowed: items that were counted at the price of another region.
        by_use: what is charged by use, and therefore not in the sums.
    """

    region: str
    before: float
    after: float
    dated: str
    unknown: list[str]
    borrowed: list[str]
    by_use: list[str]

    def lines(self) -> list[str]:
        """The estimate as people read it."""
        change = f"{self.after - self.before:+.0f}"
        lines = [
            f"about {self.after:.0f} USD a month in {self.region} ({change}), "
            f"list prices of {self.dated}, without use ({', '.join(self.by_use)})"
        ]
        if self.borrowed:
            lines.append(f"counted at the price of {BASE_REGION}: {', '.join(self.borrowed)}")
        if self.unknown:
            lines.append(f"not counted, price unknown: {', '.join(self.unknown)}")
        return lines


def estimate(plan: Mapping[str, Any], region: str) -> Estimate:
    """Add up what a plan's resources cost.

    Args:
        plan: the decoded output of ``terraform show -json PLANFILE``.
        region: AWS region whose prices are taken as far as they are known.
    """
    planned = list(_resources(plan.get("planned_values", {})))
    present = list(_resources(plan.get("prior_state", {}).get("values", {})))
    unknown: set[str] = set()
    borrowed: set[str] = set()
    before, after = (_sum(group, region, unknown, borrowed) for group in (present, planned))
    kinds = {resource["type"] for resource in planned}
    by_use = sorted({BY_USE[kind] for kind in kinds if kind in BY_USE})
    return Estimate(region, before, after, DATE, sorted(unknown), sorted(borrowed), by_use)


def _sum(
    resources: list[Mapping[str, Any]], region: str, unknown: set[str], borrowed: set[str]
) -> float:
    """USD a month; notes what has no price, or one of another region."""
    zones = {r["values"].get("availability_zone") for r in resources if r["type"] == "aws_subnet"}
    total = 0.0
    for resource in resources:
        kind = resource["type"]
        if kind not in CHARGED:
            if kind not in BY_USE and not is_free(kind):
                unknown.add(kind)
            continue
        for item, quantity in CHARGED[kind](resource["values"], max(len(zones), 1)):
            price, other_region = price_of(item, region)
            if price is None:
                unknown.add(item)
                continue
            if other_region:
                borrowed.add(item)
            total += price * quantity
    return total


def _resources(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Managed resources of all modules; each has type, address and values."""
    modules = [values.get("root_module", {})]
    while modules:
        module = modules.pop()
        modules += module.get("child_modules", [])
        yield from (each for each in module.get("resources", []) if each["mode"] == "managed")
