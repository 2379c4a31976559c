# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A copy of a root module and of the local modules that it stands on.

Terraform reads blocks such as ``import`` from the root module's folder only, and writes its lock
file there. The copy takes both, so the checkout stays as it is and may be read-only.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

_LOCAL_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.{1,2}/[^"]*)"', re.MULTILINE)


def copy(project: Path, target: Path) -> Path:
    """Copy a root module and its local modules, with the same paths between them.

    Args:
        project: folder of the root module.
        target: folder for the copy; emptied first.

    Returns:
        The root module's folder in the copy.
    """
    project = project.resolve()
    folders = set(_closure(project, set()))
    top = Path(os.path.commonpath([str(folder) for folder in folders]))
    shutil.rmtree(target, ignore_errors=True)
    for folder in sorted(folders):
        shutil.copytree(
            folder,
            target / folder.relative_to(top),
            ignore=shutil.ignore_patterns(".terraform", "*.tfstate*", "tests"),
            dirs_exist_ok=True,
        )
    return target / project.relative_to(top)


def _closure(folder: Path, known: set[Path]) -> Iterator[Path]:
    """A module's folder and those of all local modules that it calls."""
    known.add(folder)
    yield folder
    for file in sorted(folder.glob("*.tf")):
        for source in _LOCAL_SOURCE.findall(file.read_text()):
            called = (folder / source).resolve()
            if called not in known:
                yield from _closure(called, known)
