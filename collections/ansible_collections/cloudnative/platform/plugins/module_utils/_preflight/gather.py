# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Asks the machine what the checks want to know."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .machine import Machine

# What asks each program for its version; python and ansible-core answer for themselves.
QUESTIONS = {
    "terraform": ["terraform", "version"],
    "go": ["go", "version"],
    "git": ["git", "--version"],
    "make": ["make", "--version"],
}


def versions(ansible_version: str) -> dict[str, str | None]:
    """What each program says when asked for its version; None where it is missing."""
    said = {name: _said(question) for name, question in QUESTIONS.items()}
    return {"python": platform.python_version(), "ansible-core": ansible_version, **said}


def _said(question: list[str]) -> str | None:
    if not shutil.which(question[0]):
        return None
    # Go would otherwise fetch the toolchain of whatever project lies in this folder.
    environ = os.environ | {"GOTOOLCHAIN": "local", "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(question, capture_output=True, text=True, env=environ, check=False)
    return done.stdout


def machine(cache: Path, state: Path) -> Machine:
    """What this machine has.

    Args:
        cache: folder of built artifacts; it may not exist yet.
        state: folder of the running lab; it may not exist yet.
    """
    memory = memory_fields(_text(Path("/proc/meminfo")))
    disk = next(path for path in (cache, *cache.parents) if path.exists())
    artifacts = cache / "artifacts"
    return Machine(
        root=os.geteuid() == 0,
        linux=platform.system() == "Linux",
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1,
        memory_free=memory.get("MemAvailable", 0),
        disk_free=shutil.disk_usage(disk).free,
        cached=artifacts.is_dir() and any(artifacts.iterdir()),
        running=(state / "hosts").is_dir() and any((state / "hosts").iterdir()),
        inotify_instances=int(_text(Path("/proc/sys/fs/inotify/max_user_instances")) or 0),
    )


def memory_fields(meminfo: str) -> dict[str, int]:
    """Fields of /proc/meminfo in bytes."""
    fields = (line.split(":", 1) for line in meminfo.splitlines() if line.endswith("kB"))
    return {name: int(value.split()[0]) * 1024 for name, value in fields}


def interfaces() -> Iterator[tuple[str, str]]:
    """Name and IPv4 address with prefix length of each interface of this machine."""
    if not shutil.which("ip"):
        return
    done = subprocess.run(
        ["ip", "-json", "-4", "address"], capture_output=True, text=True, check=False
    )
    links: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    for link in links:
        for address in link.get("addr_info", []):
            if "local" in address:
                yield link["ifname"], f"{address['local']}/{address['prefixlen']}"


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
