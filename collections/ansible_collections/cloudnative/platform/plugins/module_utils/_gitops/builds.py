# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which services a commit has changed, and the commit that each one's image is named after.

An image is named after the last commit that has changed anything it is made from: a commit that
changes one service leaves the others' images as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .git import GitError, git

_COPY_FROM = re.compile(r"^COPY\s+(?:--\S+\s+)*?--from=([a-z0-9][a-z0-9-]*)\s", re.MULTILINE)


class BuildError(Exception):
    """No commit says what an image would be made from."""


@dataclass(frozen=True)
class Build:
    """A service and what its image is made from.

    Attributes:
        name: of the service.
        paths: folders relative to the repository: its own, and those it shares with others.
        commit: the last one that has changed any of them; empty if none has.
        time: of that commit, in seconds since 1970; 0 if there is none.
        changed: whether that one came after the commit asked about.
        uncommitted: files in these folders that no commit has as they are.
    """

    name: str
    paths: list[str]
    commit: str
    time: int
    changed: bool
    uncommitted: list[str]


def builds(root: Path, folder: str, since: str | None) -> list[Build]:
    """All services of a repository.

    Args:
        root: its working tree.
        folder: where the services are; each has a Dockerfile.
        since: a commit: later ones count as changes. None: everything is a change.

    Raises:
        BuildError: there is no service, or no such commit.
        GitError: git has refused.
    """
    places = sorted(path.parent for path in (root / folder).glob("*/Dockerfile"))
    if not places:
        raise BuildError(f"{root / folder} has no service: no folder in it has a Dockerfile")
    start = _commit(root, since) if since else None
    return [_build(root, folder, place, start) for place in places]


def shared(dockerfile: str, beside: Path) -> list[str]:
    """Folders beside the service's that its Dockerfile copies from, in order, each once.

    A name without such a folder is a stage of the file.
    """
    names = dict.fromkeys(_COPY_FROM.findall(dockerfile))
    return [name for name in names if (beside / name).is_dir()]


def _build(root: Path, folder: str, place: Path, start: str | None) -> Build:
    text = (place / "Dockerfile").read_text(encoding="utf-8")
    names = [place.name, *shared(text, place.parent)]
    paths = [f"{folder}/{name}" for name in names]
    commit, _, time = _last(root, "HEAD", paths).partition(" ")
    changed = bool(_last(root, f"{start}..HEAD", paths)) if start else True
    status = git(root, "status", "--porcelain", "-z", "--untracked-files=all", "--", *paths)
    uncommitted = [entry[3:] for entry in status.split("\0") if entry]
    return Build(place.name, paths, commit, int(time or 0), changed, uncommitted)


def _last(root: Path, range_: str, paths: list[str]) -> str:
    return git(root, "log", "-1", "--format=%H %ct", range_, "--", *paths).strip()


def _commit(root: Path, name: str) -> str:
    try:
        return git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
    except GitError as error:
        raise BuildError(
            f"{name} is no commit of {root}; a shallow clone lacks older ones: "
            "git fetch --unshallow"
        ) from error
