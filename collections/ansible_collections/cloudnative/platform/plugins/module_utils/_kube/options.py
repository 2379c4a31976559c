# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""How a set is applied or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .assessment import Rule
from .client import MANAGER
from .status import assess


@dataclass(frozen=True)
class Options:
    """How to apply and to remove. Times in seconds.

    ``force``: take every field that somebody else owns; ``force_fields``: only these, as the
    server names them (``.spec.replicas``). ``rule``: when an object of the set is ready.
    ``contents``: keep the objects before and after, for a diff; without them a large set needs
    little memory.
    """

    check: bool = False
    force: bool = False
    force_fields: Sequence[str] = ()
    validate: str = "Strict"
    manager: str = MANAGER
    wait: bool = True
    wait_timeout: float = 300.0
    rule: Rule = assess
    contents: bool = True
