# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of who brings secrets into the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .model import Check

EXTERNAL = "external_secrets"


def check_provider(variables: Mapping[str, Any]) -> Iterator[Check]:
    """The External Secrets Operator is nowhere in the lab, and elsewhere it is not ours."""
    if variables.get("secrets_provider") != EXTERNAL:
        return
    if variables.get("platform_environment") == "lab":
        yield Check(
            "secrets_provider",
            "fail",
            f"{EXTERNAL}: its controller, the External Secrets Operator, has no source offline",
            "Use secrets_provider: sync",
        )
        return
    yield Check(
        "secrets_provider",
        "warn",
        f"{EXTERNAL}: the External Secrets Operator is not installed by this platform",
        "Install its chart (0.16 or newer) with an IAM role as roles/secrets/README.md says",
    )
