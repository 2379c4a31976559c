"""What a lab could leave on the machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

from platform_lab import lock, tools
from platform_lab.hosts import cgroups, proc


def snapshot() -> dict[str, set[str]]:
    """Everything that the machine has of the kinds of things a lab makes, save processes."""
    hierarchies = [Path(mount.target) for mount in proc.mounts() if "cgroup" in mount.kind]
    return {
        "mounts": {mount.target for mount in proc.mounts()},
        "links": set(_output("ip", "-brief", "link").splitlines()),
        "namespaces": set(_output("ip", "netns").split()),
        "rules": _firewall_rules(),
        "routes": set(_output("ip", "route", "show", "table", "all").splitlines()),
        "cgroups": {str(path) for root in hierarchies for path in root.iterdir() if path.is_dir()},
    }


def processes(names: list[str]) -> dict[int, int]:
    """Processes of hosts of the lab, each with its start: an id alone may be given anew."""
    found = {number for name in names for number in cgroups.processes(name)}
    starts = {number: lock.start_ticks(number) for number in found}
    return {number: start for number, start in starts.items() if start is not None}


def alive(known: dict[int, int]) -> set[int]:
    """Those of the processes that still run."""
    return {number for number, start in known.items() if lock.start_ticks(number) == start}


def _firewall_rules() -> set[str]:
    # Only this look needs the program, so the lab itself does not install it.
    if absent := tools.missing(["nftables"]):
        tools.install(absent)
    return set(_output("nft", "list", "ruleset").splitlines())


def _output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
