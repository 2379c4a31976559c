"""What the machine must have before anything of the lab is made on it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from platform_lab import paths
from platform_lab.errors import LabError
from platform_lab.hosts import links, model

# Debian package that brings each tool the hosts need.
TOOLS = {
    "ip": "iproute2",
    "nsenter": "util-linux",
    "unshare": "util-linux",
    "mount": "mount",
    "sysctl": "procps",
}
FILE_SYSTEMS = ("bpf", "cgroup2", "overlay", "tmpfs")
MIN_MEMORY = 6 * 2**30
MIN_DISK = 10 * 2**30


def check_machine() -> None:
    """Refuse a machine that cannot carry the lab, before anything is changed.

    Raises:
        LabError: the first thing that is missing, with what to do about it.
    """
    if os.geteuid() != 0:
        raise LabError(
            "the lab makes namespaces and mounts, which only root may do",
            hint="Type the same command as root",
        )
    check_tools()
    check_kernel(Path("/proc/filesystems").read_text())
    check_network()
    if not links.machine_link_exists():
        # Only an empty machine must have room; a running lab has taken its part already.
        check_room(_free_memory(), shutil.disk_usage(paths.state_dir()).free)


def check_room(memory: int, disk: int) -> None:
    """Refuse too little room.

    Args:
        memory: bytes that programs can still get.
        disk: free bytes where the lab keeps its state.
    """
    for name, free, least in (("memory", memory, MIN_MEMORY), ("disk", disk, MIN_DISK)):
        if free < least:
            raise LabError(
                f"the machine has {free / 2**30:.1f} GiB of {name} free; the lab needs "
                f"{least / 2**30:.0f} GiB",
                hint=f"Free some {name} and type the same command again",
            )


def memory_available(meminfo: str) -> int:
    """Bytes that programs can still get, from the text of /proc/meminfo."""
    fields = dict(line.split(":", 1) for line in meminfo.splitlines() if ":" in line)
    return int(fields["MemAvailable"].split()[0]) * 1024


def _free_memory() -> int:
    return memory_available(Path("/proc/meminfo").read_text())


def check_tools() -> None:
    """Refuse a machine without the tools that make hosts."""
    missing = {package for tool, package in TOOLS.items() if not shutil.which(tool)}
    if missing:
        names = " ".join(sorted(missing))
        raise LabError("the machine lacks tools of the lab", hint=f"apt-get install {names}")


def check_kernel(filesystems: str) -> None:
    """Refuse a kernel without the file systems of the hosts.

    Args:
        filesystems: text of /proc/filesystems.
    """
    known = {line.split()[-1] for line in filesystems.splitlines()}
    missing = [name for name in FILE_SYSTEMS if name not in known]
    if missing:
        raise LabError(
            f"the kernel does not know the file systems {', '.join(missing)}",
            hint="Load their modules (modprobe), or use a kernel of Debian 12 or newer",
        )


def check_network() -> None:
    """Refuse a network that the machine already reaches otherwise."""
    network = model.network()
    if links.machine_link_exists() and model.recorded_network() not in ("", str(network)):
        raise LabError(
            f"the lab runs in {model.recorded_network()}, and {network} is asked for",
            hint="End it first: make lab-down",
        )
    other = links.overlap(links.machine_routes(), network, links.machine_link())
    if other:
        raise LabError(
            f"the lab's network {network} overlaps the machine's route {other}",
            hint="Set lab_network_cidr to a private network that the machine does not use",
        )
