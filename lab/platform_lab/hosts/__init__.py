"""Hosts of the lab: Linux namespaces with supervisord as process 1.

What the other parts of the lab use is named here.
"""

from __future__ import annotations

from platform_lab.hosts.lifecycle import ensure_host, healthy, pid, running, stop
from platform_lab.hosts.model import (
    LabHost,
    Program,
    all_hosts,
    all_nodes,
    cloud,
    disk,
    host_folder,
    host_state_dir,
    machine,
    network,
    node,
)
from platform_lab.hosts.preflight import check_machine
from platform_lab.hosts.programs import (
    ensure_program,
    enter,
    program_states,
    remove_program,
    restart_program,
    run,
)
from platform_lab.hosts.status import HostStatus, down, status, wipe_nodes

__all__ = [
    "HostStatus",
    "LabHost",
    "Program",
    "all_hosts",
    "all_nodes",
    "check_machine",
    "cloud",
    "disk",
    "down",
    "ensure_host",
    "ensure_program",
    "enter",
    "healthy",
    "host_folder",
    "host_state_dir",
    "machine",
    "network",
    "node",
    "pid",
    "program_states",
    "remove_program",
    "restart_program",
    "run",
    "running",
    "status",
    "stop",
    "wipe_nodes",
]
