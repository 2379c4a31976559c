"""The lab as a whole: what runs, and an end to all of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from platform_lab import paths
from platform_lab.hosts import lifecycle, model
from platform_lab.hosts.supervisor import Supervisor


@dataclass(frozen=True)
class HostStatus:
    """What is known of a host that was ever started.

    Attributes:
        name: the host.
        address: its address in the lab.
        state: ``running``, ``broken`` (runs, but not as a whole) or ``stopped``.
        programs: state of each of its programs, as supervisord names it.
    """

    name: str
    address: str
    state: str
    programs: dict[str, str]


def status() -> list[HostStatus]:
    """Every host of the lab that was ever started."""
    return [_status(host) for host in model.all_hosts() if model.host_folder(host).is_dir()]


def down(wipe: bool = False) -> bool:
    """End the whole lab; nothing of it is left but its state folder.

    Args:
        wipe: also delete what that folder holds: disks, certificates, what was built on them.

    Returns:
        Whether there was anything to end.
    """
    changed = lifecycle.stop(model.all_nodes())
    # Last, because it carries the others' network.
    changed = lifecycle.stop([model.cloud()]) or changed
    return (wipe and _wipe()) or changed


def wipe_nodes() -> bool:
    """End the nodes and delete their disks: the next cluster begins with nothing.

    Returns:
        Whether there was anything to end or to delete.
    """
    ended = lifecycle.stop(model.all_nodes())
    folders = [folder for node in model.all_nodes() if (folder := model.host_folder(node)).is_dir()]
    for folder in folders:
        shutil.rmtree(folder)
    return ended or bool(folders)


def _wipe() -> bool:
    """Empty the state folder, but for the lock that this very run holds."""
    old = [path for path in paths.state_dir().iterdir() if not path.name.startswith("lab.")]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return bool(old)


def _status(host: model.LabHost) -> HostStatus:
    record = lifecycle.running(host)
    if record is None:
        return HostStatus(host.name, host.ip, "stopped", {})
    if not lifecycle.healthy(host):
        return HostStatus(host.name, host.ip, "broken", {})
    return HostStatus(host.name, host.ip, "running", Supervisor(record.init).states())
