"""Keeps Go's caches within a bound; they only matter while parts are being built."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from platform_lab import paths
from platform_lab.build import golang, shell

GIB = 1 << 30
# What all parts need together is about 9 and 6 GiB; a part adds at most about 4 GiB.
BUILD_LIMIT = 9 * GIB
MODULE_LIMIT = 6 * GIB


def bound(size: Callable[[Path], int] | None = None) -> list[str]:
    """Empty each cache that has outgrown its limit.

    Args:
        size: measures a folder in bytes.

    Returns:
        Names of the caches that were emptied.
    """
    size = size or folder_size
    emptied = []
    for name, limit in (("build", BUILD_LIMIT), ("mod", MODULE_LIMIT)):
        if size(paths.cache_dir() / "go" / name) > limit:
            empty(name)
            emptied.append(name)
    return emptied


def empty(name: str) -> None:
    """Empty Go's ``build`` or ``mod`` cache; go itself does it, as its files are read-only."""
    flag = {"build": "-cache", "mod": "-modcache"}[name]
    shell.output(["go", "clean", flag], env=golang.environment())
    # What was verified before is gone from the disk.
    golang.module_folder.cache_clear()


def folder_size(folder: Path) -> int:
    """Bytes on disk below a folder; files that vanish meanwhile count nothing."""
    total = 0
    for root, _, files in os.walk(folder):
        for file in files:
            try:
                total += (Path(root) / file).lstat().st_blocks * 512
            except FileNotFoundError:
                continue
    return total
