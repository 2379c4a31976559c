"""Process 1 of a host: builds its view of the machine, then becomes supervisord.

It is started in fresh mount, pid, uts and network namespaces, waits on standard input for its
specification (JSON), which comes once its cgroups and network are ready, and ends at once
where the one who started it has gone.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

# Programs may write anywhere here; the machine's own files stay as they are.
SCRATCH = ("/etc", "/opt", "/srv", "/usr", "/var")
SUPERVISORD = Path(sys.prefix) / "bin" / "supervisord"


def main() -> None:
    """Never returns: the process becomes supervisord."""
    text = sys.stdin.read()
    if not text:
        sys.exit("the lab command that started this host has gone")
    spec = json.loads(text)
    os.unshare(os.CLONE_NEWCGROUP)
    socket.sethostname(spec["name"])
    _mount("--make-rprivate", "/")
    _kernel_file_systems(spec)
    _mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", "/run")
    _disks(spec)
    for path, content in spec["files"].items():
        _file(path, content)
    _mount("--make-rshared", "/")
    os.chdir("/")
    environment = spec["environment"]
    os.execve(SUPERVISORD, [str(SUPERVISORD), "-n", "-c", spec["config"]], environment)  # noqa: S606


def _kernel_file_systems(spec: dict[str, Any]) -> None:
    """Fresh /proc and /sys: the machine's show its own processes, network and cgroups."""
    _mount("-t", "proc", "proc", "/proc")
    _mount("-t", "sysfs", "sysfs", "/sys")
    _mount("-t", "bpf", "bpf", "/sys/fs/bpf")
    cgroups = spec["cgroups"]
    if not any(item["target"] == "/sys/fs/cgroup" for item in cgroups):
        _mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", "/sys/fs/cgroup")
    for item in cgroups:
        Path(item["target"]).mkdir(exist_ok=True)
        _mount("-t", item["kind"], "-o", item["options"], "cgroup", item["target"])


def _disks(spec: dict[str, Any]) -> None:
    """Scratch layers over the machine's folders, with the shared folders and disks on top."""
    shared = {path: Path(f"/run/.shared/{index}") for index, path in enumerate(spec["shared"])}
    for path, aside in shared.items():
        aside.mkdir(parents=True)
        _mount("--rbind", path, str(aside))
    for top in SCRATCH:
        upper, work = (Path("/run/.scratch") / part / top.lstrip("/") for part in ("up", "work"))
        for folder in (upper, work):
            folder.mkdir(parents=True)
        layers = f"lowerdir={top},upperdir={upper},workdir={work}"
        _mount("-t", "overlay", "-o", layers, "overlay", top)
    for path, aside in shared.items():
        Path(path).mkdir(parents=True, exist_ok=True)
        _mount("--move", str(aside), path)
    for target, source in spec["disks"].items():
        Path(source).mkdir(parents=True, exist_ok=True)
        Path(target).mkdir(parents=True, exist_ok=True)
        _mount("--bind", source, target)


def _file(path: str, content: str) -> None:
    """Write a file of the host; it may be a link into /run, as resolv.conf often is."""
    target = Path(path).resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


if __name__ == "__main__":
    main()
