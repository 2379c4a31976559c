# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of what modules support."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes of modules."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and tell what would change without changing anything.
  diff_mode:
    description: Shows what changes, before and after, in diff mode.
  idempotent:
    description: Run again with the same arguments, it changes nothing and says so.
"""
