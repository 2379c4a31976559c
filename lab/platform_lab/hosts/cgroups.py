"""A cgroup of its own for each host, in every hierarchy: what is in it belongs to the lab.

The hosts have cgroup namespaces, so what a kubelet makes also lies below its host's cgroup,
and two nodes on one machine do not clear away each other's pods.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable
from pathlib import Path

from platform_lab.hosts import model, proc
from platform_lab.hosts.proc import Mount

# Version 2 allows no processes in a cgroup that hands controllers down: process 1 goes here.
LEAF = "init"


def hierarchies(mounts: Iterable[Mount]) -> dict[str, Mount]:
    """The cgroup hierarchies among ``mounts``, by their options (later mounts hide earlier)."""
    found = {}
    for mount in mounts:
        if mount.kind in ("cgroup", "cgroup2"):
            key = "unified" if mount.kind == "cgroup2" else ",".join(named(mount))
            found[key] = mount
    return found


def named(mount: Mount) -> list[str]:
    """The controllers or the name of a version 1 hierarchy: what to mount it by."""
    skip = ("rw", "ro", "xattr", "clone_children")
    return [word for word in mount.options if word not in skip and "release_agent" not in word]


def prepare(name: str) -> list[Path]:
    """Make the cgroup of host ``name`` in every hierarchy.

    Returns:
        The cgroup to put the host's first process in, one for each hierarchy.
    """
    made = []
    for mount in hierarchies(proc.mounts()).values():
        path = Path(mount.target)
        for part in (model.lab_name(), name):
            if mount.kind == "cgroup2":
                _hand_down(path)
            path /= part
            path.mkdir(exist_ok=True)
            if "cpuset" in mount.options:
                _inherit_cpuset(path)
        if mount.kind == "cgroup2":
            path /= LEAF
            path.mkdir(exist_ok=True)
        made.append(path)
    return made


def join(cgroups: Iterable[Path], pids: Iterable[int]) -> None:
    """Move processes into cgroups."""
    for path in cgroups:
        for pid in pids:
            (path / "cgroup.procs").write_text(str(pid))


def processes(name: str) -> set[int]:
    """Processes in the cgroup of host ``name`` or below it, in any hierarchy."""
    found: set[int] = set()
    for root in _roots(name):
        for file in [root, *_below(root)]:
            with contextlib.suppress(FileNotFoundError, OSError):
                found |= {int(word) for word in (file / "cgroup.procs").read_text().split()}
    return found - {0}


def exist(name: str) -> bool:
    """Whether any hierarchy has a cgroup for host ``name``."""
    return bool(_roots(name))


def remove(name: str, patience: float = 2.0) -> None:
    """Remove the cgroups of host ``name`` bottom-up, and the lab's own once it is empty.

    Args:
        name: the host, whose processes have ended.
        patience: seconds to wait for the kernel to let go of ended processes.
    """
    deadline = time.monotonic() + patience
    while roots := _roots(name):
        for root in roots:
            for path in [*_below(root), root]:
                with contextlib.suppress(OSError):
                    path.rmdir()
        if time.monotonic() > deadline:
            break
        if _roots(name):
            time.sleep(0.05)
    for mount in hierarchies(proc.mounts()).values():
        with contextlib.suppress(OSError):
            (Path(mount.target) / model.lab_name()).rmdir()


def _roots(name: str) -> list[Path]:
    found = hierarchies(proc.mounts()).values()
    candidates = [Path(mount.target) / model.lab_name() / name for mount in found]
    return [path for path in candidates if path.is_dir()]


def _below(root: Path) -> list[Path]:
    """Every cgroup below ``root``, the deepest first."""
    found = [Path(folder) for folder, _, _ in root.walk(top_down=False)]
    return [path for path in found if path != root]


def _hand_down(path: Path) -> None:
    for controller in (path / "cgroup.controllers").read_text().split():
        # Some controllers cannot be handed down (real-time tasks in the root, for one).
        with contextlib.suppress(OSError):
            (path / "cgroup.subtree_control").write_text(f"+{controller}")


def _inherit_cpuset(path: Path) -> None:
    for name in ("cpuset.cpus", "cpuset.mems"):
        if not (path / name).read_text().strip():
            (path / name).write_text((path.parent / name).read_text())
