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
        wipe: also delete the hosts' disks and files.

    Returns:
        Whether there was anything to end.
    """
    changed = lifecycle.stop(model.all_nodes())
    # Last, because it carries the others' network.
    changed = lifecycle.stop([model.cloud()]) or changed
    folder = paths.state_dir() / "hosts"
    if wipe and folder.exists():
        shutil.rmtree(folder)
        model.network_file().unlink(missing_ok=True)
        changed = True
    return changed


def _status(host: model.LabHost) -> HostStatus:
    record = lifecycle.running(host)
    if record is None:
        return HostStatus(host.name, host.ip, "stopped", {})
    if not lifecycle.healthy(host):
        return HostStatus(host.name, host.ip, "broken", {})
    return HostStatus(host.name, host.ip, "running", Supervisor(record.init).states())
