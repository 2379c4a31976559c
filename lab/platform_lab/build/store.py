"""The folder of finished artifacts: one per name and content key, complete or absent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from platform_lab import catalogue, paths
from platform_lab.build import golang, keys
from platform_lab.catalogue.sources import LabSource
from platform_lab.errors import LabError

# File of an artifact that tells where it came from.
ORIGIN = "origin"


def artifact(name: str) -> Path:
    """Folder of a built artifact.

    Raises:
        LabError: the catalogue does not know it, or it is not built.
    """
    path = place(name)
    if not path.is_dir():
        raise LabError(
            f"artifact {name} is not built ({path} is missing)",
            hint=f"Type: python -m platform_lab build {name}",
        )
    return path


def place(name: str) -> Path:
    """Where the artifact lies or would lie."""
    return folder() / f"{name}-{key_of(name)}"


def folder() -> Path:
    """Folder of all artifacts."""
    path = paths.cache_dir() / "artifacts"
    path.mkdir(exist_ok=True)
    return path


@cache
def key_of(name: str) -> str:
    """Content key of a catalogue entry."""
    source = lab_source(name)
    if source.go:
        workspace = golang.workspace(source.go)
        return keys.artifact_key(source, golang.release(source.go), workspace)
    if source.debian or source.rootfs:
        return keys.artifact_key(source, catalogue.load().debian.suite, None)
    return keys.artifact_key(source, "", None)


def lab_source(name: str) -> LabSource:
    """The catalogue's recipe for the lab.

    Raises:
        LabError: unknown name, or a component without an artifact of its own.
    """
    source = catalogue.load().component(name).lab
    if source is None:
        raise LabError(f"{name} is an image only", "Type: python -m platform_lab images")
    return source


def origin(name: str) -> str:
    """Where a finished artifact came from: ``upstream`` or ``build``."""
    return (artifact(name) / ORIGIN).read_text().strip()


def publish(name: str, came_from: str, fill: Callable[[Path], None]) -> Path:
    """Let ``fill`` make the artifact in a draft folder, then show it under its name at once.

    Older contents of the same artifact are removed.
    """
    final = place(name)
    draft = final.with_name(f".{final.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    fill(draft)
    (draft / ORIGIN).write_text(f"{came_from}\n")
    shutil.rmtree(final, ignore_errors=True)
    draft.rename(final)
    for other in siblings(name):
        if other != final:
            shutil.rmtree(other)
    return final


def siblings(name: str) -> list[Path]:
    """Every content of the artifact that lies in the store, drafts included."""
    pattern = f"{name}-{'[0-9a-f]' * keys.DIGITS}"
    return [*folder().glob(pattern), *folder().glob(f".{pattern}.new")]
