"""Starts and ends hosts; whatever is found half-dead is cleared away and started again."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from platform_lab import lock, paths
from platform_lab.errors import LabError
from platform_lab.hosts import cgroups, links, model, preflight, proc
from platform_lab.hosts.model import LabHost, disk, host_folder, host_state_dir
from platform_lab.hosts.supervisor import Supervisor, write_daemon

START_SECONDS = 15.0
STOP_SECONDS = 5.0
NAMESPACES = ("net", "pid", "mnt", "uts", "cgroup")


@dataclass(frozen=True)
class Running:
    """The processes of a started host, as the machine counts.

    Attributes:
        parent: the ``unshare`` process; it ends with process 1, and process 1 with it.
        parent_started: its start in clock ticks since boot, against reused process ids.
        init: process 1 of the host.
        init_started: likewise.
    """

    parent: int
    parent_started: int
    init: int
    init_started: int

    def alive(self) -> bool:
        """Whether process 1 of the host still runs."""
        return lock.start_ticks(self.init) == self.init_started


def running(host: LabHost) -> Running | None:
    """The host's processes; None where it does not run."""
    try:
        record = Running(**json.loads(_record(host).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return record if record.alive() else None


def pid(host: LabHost) -> int:
    """Process 1 of a running host, as the machine counts.

    Raises:
        LabError: the host does not run.
    """
    record = running(host)
    if record is None:
        raise LabError(f"host {host.name} of the lab does not run", hint="Start it: make lab-up")
    return record.init


def healthy(host: LabHost) -> bool:
    """Whether the host runs, its supervisord answers, and its network is whole."""
    record = running(host)
    return (
        record is not None
        and Supervisor(record.init).answers()
        and links.healthy(host, record.init)
        and (host.name == model.CLOUD or _bridge_port(host))
    )


def ensure_host(host: LabHost) -> bool:
    """Have the host running; nodes need the cloud host, which is started for them.

    Returns:
        Whether anything was done.

    Raises:
        LabError: the machine lacks something, or the host does not come up.
    """
    if healthy(host):
        return False
    if host.name != model.CLOUD:
        ensure_host(model.cloud())
    preflight.check_machine()
    stop([host])
    _start(host)
    return True


def stop(hosts: Iterable[LabHost]) -> bool:
    """End hosts with all their processes, links and cgroups; their disks stay.

    Returns:
        Whether there was anything to end.
    """
    chosen = list(hosts)
    found = [host for host in chosen if _traces(host)]
    for host in found:
        record = running(host)
        if record:
            _signal(record.init, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and any(running(host) for host in found):
        time.sleep(0.05)
    for host in found:
        _kill(host)
        if host.name == model.CLOUD:
            links.remove_machine_link()
        cgroups.remove(host.name)
        _record(host).unlink(missing_ok=True)
    return bool(found)


def _start(host: LabHost) -> None:
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/run",
    }
    joined = cgroups.prepare(host.name)
    command = ["unshare", "--mount", "--uts", "--net", "--pid", "--fork", "--kill-child"]
    command += [sys.executable, "-m", "platform_lab.hosts.init"]
    with (host_state_dir(host) / "init.log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True, cwd="/"
        )
    record = _await_init(host, process)
    cgroups.join(joined, [record.parent, record.init])
    model.network_file().write_text(f"{model.network()}\n")
    links.connect(_link_commands(host, record.init))
    spec = {
        "name": host.name,
        "cgroups": _cgroup_mounts(),
        "shared": [str(paths.state_dir()), str(paths.cache_dir())],
        "disks": {path: str(disk(host, path)) for path in host.disks},
        "files": _files(host),
        "config": str(write_daemon(host)),
        "environment": environment,
    }
    assert process.stdin  # noqa: S101 (a pipe, see above)
    process.stdin.write(json.dumps(spec).encode())
    process.stdin.close()
    if not Supervisor(record.init).wait(START_SECONDS):
        reason = (host_state_dir(host) / "init.log").read_text().strip()
        stop([host])
        raise LabError(f"host {host.name} of the lab did not come up: {reason or 'no answer'}")


def _await_init(host: LabHost, process: subprocess.Popen[bytes]) -> Running:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        own = proc.namespace("self", "pid")
        for child in proc.children(process.pid):
            ticks = lock.start_ticks(process.pid), lock.start_ticks(child)
            if ticks[0] and ticks[1] and proc.namespace(child, "pid") != own:
                record = Running(process.pid, ticks[0], child, ticks[1])
                _record(host).write_text(json.dumps(asdict(record)))
                return record
        time.sleep(0.01)
    process.kill()
    reason = (host_state_dir(host) / "init.log").read_text().strip()
    raise LabError(f"host {host.name} of the lab got no namespaces: {reason}")


def _link_commands(host: LabHost, init: int) -> list[links.Command]:
    if host.name == model.CLOUD:
        links.remove_machine_link()
        return links.cloud_commands(host, init, links.machine_link(), str(model.machine()))
    cloud = model.cloud()
    links.remove_port(pid(cloud), host.name)
    return links.node_commands(host, init, cloud, pid(cloud))


def _cgroup_mounts() -> list[dict[str, str]]:
    items = []
    for name, mount in cgroups.hierarchies(proc.mounts()).items():
        options = f"none,{name}" if name.startswith("name=") else name
        options = "rw" if mount.kind == "cgroup2" else options
        items.append({"target": mount.target, "kind": mount.kind, "options": options})
    return items


def _files(host: LabHost) -> dict[str, str]:
    names = [f"{item.ip} {item.name}" for item in model.all_hosts()]
    return {
        "/etc/hostname": f"{host.name}\n",
        "/etc/hosts": "\n".join(["127.0.0.1 localhost", *names, ""]),
        "/etc/resolv.conf": f"nameserver {model.cloud().ip}\n",
    }


def _bridge_port(host: LabHost) -> bool:
    """Whether the cloud host still has the other end of the host's link."""
    cloud = running(model.cloud())
    return cloud is not None and links.has_port(cloud.init, host.name)


def _traces(host: LabHost) -> bool:
    left_link = host.name == model.CLOUD and links.machine_link_exists()
    return _record(host).exists() or cgroups.exist(host.name) or left_link


def _kill(host: LabHost) -> None:
    """Kill what is left of a host, and wait until the kernel has ended it all."""
    with contextlib.suppress(FileNotFoundError, ValueError, TypeError):
        record = Running(**json.loads(_record(host).read_text()))
        if lock.start_ticks(record.parent) == record.parent_started:
            _signal(record.parent, signal.SIGKILL)
        if record.alive():
            _signal(record.init, signal.SIGKILL)
    deadline = time.monotonic() + STOP_SECONDS
    while left := cgroups.processes(host.name):
        if time.monotonic() > deadline:
            raise LabError(f"processes {sorted(left)} of host {host.name} cannot be ended")
        for item in left:
            _signal(item, signal.SIGKILL)
        time.sleep(0.02)


def _signal(item: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(item, number)


def _record(host: LabHost) -> Path:
    return host_folder(host) / "host.json"
