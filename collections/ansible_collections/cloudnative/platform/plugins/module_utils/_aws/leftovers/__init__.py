# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What AWS still has of a platform: finds it, and deletes it where nobody else can."""

from __future__ import annotations

from .find import find
from .model import Leftover

__all__ = ["Leftover", "find"]
