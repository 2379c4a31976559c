# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Outputs of Terraform as plain values. Pure functions of ``terraform output -json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def plain(outputs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Values by name, without those that Terraform marks sensitive."""
    return {name: output["value"] for name, output in outputs.items() if not output["sensitive"]}


def sensitive(outputs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Names of the outputs that `plain` leaves out."""
    return sorted(name for name, output in outputs.items() if output["sensitive"])
