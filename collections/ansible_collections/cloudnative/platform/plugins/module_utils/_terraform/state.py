# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A state file that a killed run has cut while it was being written."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path


def mend(state: Path) -> str:
    """Set a damaged local state aside and go on from Terraform's own backup.

    Terraform writes a local state in place and every few seconds only, so a kill can cut it, or
    come before the first line is written. What the backup does not know is still on AWS and is
    adopted by the next plan.

    Args:
        state: the file; it may be missing.

    Returns:
        What was done, in words; empty where the file is whole.
    """
    if not state.exists() or _whole(state):
        return ""
    backup = state.with_name(f"{state.name}.backup")
    if not state.stat().st_size and not _whole(backup):
        state.unlink()  # nothing was ever written
        return ""
    aside = state.with_name(f"{state.name}.damaged-{int(time.time())}")
    state.rename(aside)
    if not _whole(backup):
        return f"the state was cut and is now {aside}; everything that AWS has is adopted"
    shutil.copyfile(backup, state)
    return f"the state was cut and is now {aside}; its backup is used, the rest is adopted"


def _whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text()), dict)
    except (OSError, ValueError):
        return False
