# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of the machine that carries the lab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from .model import Check

GIB = 2**30


@dataclass(frozen=True)
class Machine:
    """What the machine has.

    Attributes:
        root: whether this process is root.
        linux: whether it runs Linux.
        cores: processors.
        memory_free: bytes that programs can still get.
        disk_free: free bytes where built artifacts are kept.
        cached: whether artifacts of an earlier run are there.
        running: whether the lab runs already.
        inotify_instances: how many inotify instances one user may have.
    """

    root: bool
    linux: bool
    cores: int
    memory_free: int
    disk_free: int
    cached: bool
    running: bool
    inotify_instances: int


@dataclass(frozen=True)
class Needs:
    """What the lab needs, in GiB.

    Attributes:
        memory: free before the lab starts.
        disk: free with the artifacts built.
        build_disk: free to build them.
    """

    memory: int = 4
    disk: int = 6
    build_disk: int = 25


def check_machine(machine: Machine, needs: Needs) -> Iterator[Check]:
    """Whether this machine can carry the lab."""
    if not machine.linux:
        yield Check(
            "machine", "fail", "the lab needs Linux", "Use a Linux machine, or another environment"
        )
    if not machine.root:
        yield Check(
            "root", "fail", "the lab makes namespaces and mounts, which only root may do", "Be root"
        )
    if machine.cores < 2:
        yield Check("processors", "warn", "one only: everything will take twice as long")
    if not machine.running:
        # A running lab has taken its part already.
        yield from _room("memory", machine.memory_free, needs.memory, "Stop other programs")
    disk = needs.disk if machine.cached else needs.build_disk
    yield from _room(
        "disk", machine.disk_free, disk, "Free some, or set PLATFORM_LAB_CACHE to a larger disk"
    )
    if machine.inotify_instances < 128:
        yield Check(
            "inotify",
            "warn",
            f"a user may have {machine.inotify_instances} instances only; log agents need more",
            "sysctl fs.inotify.max_user_instances=512",
        )


def _room(name: str, free: int, least: int, fix: str) -> Iterator[Check]:
    text = f"{free / GIB:.1f} GiB free"
    if free < least * GIB:
        yield Check(name, "fail", f"{text}, the lab needs {least} GiB", fix)
    else:
        yield Check(name, "ok", text)


DEFAULTS = asdict(Needs())
