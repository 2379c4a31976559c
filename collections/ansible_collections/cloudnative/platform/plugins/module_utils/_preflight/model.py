# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "warn", "fail", "skip"]


@dataclass(frozen=True)
class Check:
    """One finding.

    Attributes:
        name: what was looked at, for example a variable or a tool.
        status: ok, warn (goes on), fail (stops everything), skip (will not be installed).
        message: what was found.
        fix: what to do about it; empty where there is nothing to do.
    """

    name: str
    status: Status
    message: str
    fix: str = ""

    def line(self) -> str:
        """The finding on one line."""
        return f"{self.name}: {self.message}" + (f". {self.fix}" if self.fix else "")
