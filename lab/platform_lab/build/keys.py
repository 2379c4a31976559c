"""Content keys: the same key means the same content, so it need not be made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from platform_lab.catalogue.sources import LabSource

# Goes up when the way of building changes the result although no recipe did.
REVISION = 1
DIGITS = 12


def artifact_key(source: LabSource, toolchain: str, folder: Path | None) -> str:
    """Key of an artifact that is built from ``source``.

    Args:
        source: the catalogue's recipe; how long it takes does not count.
        toolchain: release of the compiler, or the suite of a Debian package.
        folder: files of ours that take part, such as a workspace's go.mod.
    """
    # Without defaults: a new kind of source must not change the keys of the others.
    recipe = source.model_dump(mode="json", exclude={"seconds"}, exclude_defaults=True)
    files = file_hashes(folder) if folder else {}
    return key({"recipe": recipe, "toolchain": toolchain, "files": files})


def key(content: Mapping[str, Any]) -> str:
    """A short hash of JSON content."""
    canonical = json.dumps({"revision": REVISION, **content}, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:DIGITS]


def file_hashes(folder: Path, ignored: Sequence[str] = ()) -> dict[str, str]:
    """SHA-256 and execute permission of every file below ``folder`` by relative path.

    Files and folders whose name matches one of ``ignored``, such as ``.coverage*``, do not count.
    """
    return {str(path.relative_to(folder)): _digest(path) for path in _files(folder, ignored)}


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _digest(path: Path) -> str:
    return sha256(path) + (":x" if path.stat().st_mode & 0o100 else "")


def _files(folder: Path, ignored: Sequence[str]) -> Iterable[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not any(fnmatchcase(part, name) for part in parts for name in ignored) and path.is_file():
            yield path
