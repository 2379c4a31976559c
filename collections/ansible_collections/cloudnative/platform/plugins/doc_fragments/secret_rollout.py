# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the arguments in module_utils/_secrets/args.py."""

from __future__ import annotations


class ModuleDocFragment:
    """How pods get new values of Secrets."""

    DOCUMENTATION = r"""
options:
  wait:
    description: Wait until the old pods of restarted workloads are replaced by ready ones.
    type: bool
    default: true
  wait_timeout:
    description: Seconds to wait for StatefulSets, and after them for the others.
    type: float
    default: 300.0
"""
