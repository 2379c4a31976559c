"""Kubernetes versions that EKS offers, which moto does not know."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from moto.core.responses import ActionResult

DEFAULT = "1.35"
# First day, and end of standard and of extended support, from EKS's release calendar as of
# 2026-11-23. The lab's own Kubernetes is the default one.
CALENDAR = {
    "1.34": ("2025-10-02", "2026-12-02", "2027-12-02"),
    "1.35": ("2026-01-27", "2027-03-27", "2028-03-27"),
    "1.36": ("2026-06-02", "2027-08-02", "2028-08-02"),
}


class Versions:
    """Mixed into the responses of EKS."""

    def describe_cluster_versions(self) -> ActionResult:
        asked = self.querystring.get("clusterVersions")  # type: ignore[attr-defined]
        today = datetime.now(UTC).date()
        known = [described(version, today) for version in CALENDAR if not asked or version in asked]
        return ActionResult({"clusterVersions": known})


def described(version: str, today: date) -> dict[str, Any]:
    """A version as EKS describes it on a day."""
    first, standard, extended = (date.fromisoformat(day) for day in CALENDAR[version])
    status = "STANDARD_SUPPORT" if today < standard else "EXTENDED_SUPPORT"
    if today >= extended:
        status = "UNSUPPORTED"
    return {
        "clusterVersion": version,
        "clusterType": "eks",
        "defaultVersion": version == DEFAULT,
        "releaseDate": _midnight(first),
        "endOfStandardSupportDate": _midnight(standard),
        "endOfExtendedSupportDate": _midnight(extended),
        "versionStatus": status,
        "status": status.lower().replace("_", "-"),
        "kubernetesPatchVersion": f"{version}.4",
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
