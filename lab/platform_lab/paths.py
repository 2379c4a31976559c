"""Where the lab keeps its things on the machine."""

from __future__ import annotations

import os
from pathlib import Path


def cache_dir() -> Path:
    """Folder of everything that can be made again: binaries, images, timings."""
    return _ensure("PLATFORM_LAB_CACHE", "/var/cache/cloudnative-platform", 0o755)


def state_dir() -> Path:
    """Folder of the running lab: hosts, disks, secrets. Only root may read it."""
    return _ensure("PLATFORM_LAB_STATE", "/var/lib/cloudnative-platform", 0o700)


def _ensure(variable: str, default: str, mode: int) -> Path:
    path = Path(os.environ.get(variable) or default)
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    return path


def project_dir() -> Path:
    """The checkout that this package is part of."""
    return Path(__file__).resolve().parents[2]
