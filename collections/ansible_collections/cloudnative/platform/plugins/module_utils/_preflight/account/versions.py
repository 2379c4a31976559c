# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether EKS offers the Kubernetes version, and for how long."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from ..._aws.leftovers.api import Api
from ..model import Check
from .model import Build

NAME = "Kubernetes"


def check_version(api: Api, build: Build) -> Iterator[Check]:
    """The version is offered, and is not near the end of its standard support."""
    offered = api.pages("eks", "describe_cluster_versions", "clusterVersions")
    today = datetime.datetime.now(tz=datetime.UTC).date()
    yield judge(offered, build.kubernetes_version, today, build.warn_days)


def judge(
    offered: list[dict[str, Any]], version: str, today: datetime.date, warn_days: int
) -> Check:
    """What EKS's calendar says of a version on a day."""
    known = {entry["clusterVersion"]: entry for entry in offered}
    listed = ", ".join(sorted(known)) or "none"
    if version not in known:
        return Check(NAME, "fail", f"EKS does not offer {version}", f"Choose one of: {listed}")
    end = known[version]["endOfStandardSupportDate"].date()
    left = (end - today).days
    if left < 0:
        return Check(
            NAME,
            "fail",
            f"the standard support of {version} ended on {end}",
            f"Choose a newer one of: {listed}",
        )
    if left < warn_days:
        return Check(
            NAME, "warn", f"{version} is supported until {end} only ({left} days)", "Upgrade soon"
        )
    return Check(NAME, "ok", f"{version}, supported until {end}")
