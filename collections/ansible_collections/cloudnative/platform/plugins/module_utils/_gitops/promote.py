# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Names the image of a service in a Kustomize file of a branch, however many do so at once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .._kube import programs
from .git import Author, Branch

# Seconds between two attempts: few, because the other push has already ended.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 1.0


class PromotionError(Exception):
    """The image could not be set."""


@dataclass(frozen=True)
class Promotion:
    """An image that a Kustomize file is to name.

    Attributes:
        path: folder of the Kustomize file, relative to the repository.
        image: name that manifests have for it.
        new_name: repository of the image.
        tag: its tag: the commit that it was built from.
        digest: of its manifest, or empty.
    """

    path: str
    image: str
    new_name: str
    tag: str
    digest: str = ""

    @property
    def entry(self) -> dict[str, str]:
        """As Kustomize writes it down."""
        entry = {"name": self.image, "newName": self.new_name, "newTag": self.tag}
        return entry | ({"digest": self.digest} if self.digest else {})

    @property
    def reference(self) -> str:
        """As people write it."""
        return f"{self.new_name}:{self.tag}" + (f"@{self.digest}" if self.digest else "")


@dataclass(frozen=True)
class Outcome:
    """What came of a promotion.

    Attributes:
        changed: whether a commit was pushed, or would be.
        commit: its id, or empty.
        superseded_by: tag of a later commit that the file names already, or empty.
        attempts: pushes, including those that others were faster than.
        before: the Kustomize file.
        after: the same, afterwards.
    """

    changed: bool
    commit: str = ""
    superseded_by: str = ""
    attempts: int = 0
    before: str = ""
    after: str = ""


def entry_of(text: str, image: str) -> dict[str, Any] | None:
    """What a Kustomize file says of an image; None if nothing."""
    images = (yaml.safe_load(text) or {}).get("images") or []
    return next((entry for entry in images if entry.get("name") == image), None)


@dataclass(frozen=True)
class Promoter:
    """Sets images in a branch.

    Attributes:
        branch: a clone.
        author: who commits.
        kustomize: path of the program, or None for the one on PATH.
        sleep: waits so many seconds.
    """

    branch: Branch
    author: Author
    kustomize: str | None = None
    sleep: Callable[[float], None] = time.sleep

    def promote(self, wanted: Promotion, message: str, attempts: int, check: bool) -> Outcome:
        """Set an image, commit and push; again on top of what others have pushed meanwhile.

        Args:
            wanted: the image.
            message: of the commit.
            attempts: pushes to try.
            check: change nothing outside the clone.

        Raises:
            PromotionError: no such Kustomize file, or others were faster each time.
            GitError: git has refused.
            ManifestError: Kustomize has refused.
        """
        for attempt in range(1, attempts + 1):
            self.branch.refresh()
            file = self._file(wanted.path)
            before = file.read_text(encoding="utf-8")
            there = entry_of(before, wanted.image)
            if there == wanted.entry:
                return Outcome(False, before=before, after=before)
            tag = str((there or {}).get("newTag", ""))
            if tag and tag != wanted.tag and self.branch.is_ancestor(wanted.tag, tag):
                return Outcome(False, superseded_by=tag, before=before, after=before)
            self._edit(file.parent, wanted)
            after = file.read_text(encoding="utf-8")
            if check:
                return Outcome(True, before=before, after=after)
            commit = self.branch.commit(message, self.author)
            if self.branch.push():
                return Outcome(True, commit, attempts=attempt, before=before, after=after)
            self.sleep(random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))  # noqa: S311 (no secret)
        raise PromotionError(
            f"{self.branch.name}: other pushes came first {attempts} times; nothing was pushed. "
            "The same command again goes on"
        )

    def _file(self, path: str) -> Path:
        root = self.branch.folder.resolve()
        file = (root / path / "kustomization.yaml").resolve()
        if not file.is_relative_to(root) or not file.is_file():
            raise PromotionError(f"{path}/kustomization.yaml is not in branch {self.branch.name}")
        return file

    def _edit(self, folder: Path, wanted: Promotion) -> None:
        purpose = f"set an image in {wanted.path}"
        program = programs.find(self.kustomize, ["kustomize"], purpose)
        programs.output(
            [program, "edit", "set", "image", f"{wanted.image}={wanted.reference}"],
            purpose,
            folder=folder,
        )
