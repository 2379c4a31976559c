"""Reads /proc: children, namespaces, mounts, cgroups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mount:
    """One line of mountinfo(5).

    Attributes:
        target: mount point.
        kind: type of the file system.
        options: options of the file system itself (super block).
    """

    target: str
    kind: str
    options: tuple[str, ...]


def parse_mountinfo(text: str) -> list[Mount]:
    """The mounts in the text of a mountinfo file, in the order they were made."""
    mounts = []
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ")[:3]
        target = _unescape(before.split(" ")[4])
        mounts.append(Mount(target, kind, tuple(options.split(","))))
    return mounts


def mounts(pid: int | str = "self") -> list[Mount]:
    """The mounts that a process sees."""
    return parse_mountinfo(Path(f"/proc/{pid}/mountinfo").read_text())


def children(pid: int) -> list[int]:
    """Direct children of a process; none where it has ended."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def namespace(pid: int | str, kind: str) -> str | None:
    """Identity of a process's namespace (``kind``: net, pid, mnt, uts, cgroup); None if ended."""
    try:
        return str(Path(f"/proc/{pid}/ns/{kind}").readlink())
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None


def _unescape(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)
