"""What the lab consists of: its network, its hosts and the programs on them."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path

from platform_lab import paths
from platform_lab.errors import LabError

DEFAULT_STATE = "/var/lib/cloudnative-platform"
DEFAULT_NETWORK = "172.30.0.0/24"
CLOUD = "cloud"
# Position of each host in the lab's network.
MACHINE_OFFSET = 1
CLOUD_OFFSET = 2
NODE_OFFSET = 10
MAX_NODES = 9

# Folders that survive a restart of the host; everything else on its disk starts afresh.
CLOUD_DISKS = ("/srv", "/var/log")
NODE_DISKS = (
    "/etc/cni",
    "/etc/containerd",
    "/etc/kubernetes",
    "/opt",
    "/srv",
    "/var/lib/cni",
    "/var/lib/containerd",
    "/var/lib/etcd",
    "/var/lib/kubelet",
    "/var/log",
)


@dataclass(frozen=True)
class LabHost:
    """A host of the lab: namespaces of its own with supervisord as process 1.

    Attributes:
        name: its host name; also names its files, its cgroup and its port of the bridge.
        address: address and prefix length on the lab's network.
        disks: absolute folders whose content survives a restart of the host.
    """

    name: str
    address: IPv4Interface
    disks: tuple[str, ...]

    @property
    def ip(self) -> str:
        """The address alone, as text."""
        return str(self.address.ip)


@dataclass(frozen=True)
class Program:
    """A program that supervisord of a host keeps running.

    Attributes:
        name: unique on its host; letters, digits, ``-`` and ``_``.
        command: argument vector; the first word is an absolute path or found on PATH.
        environment: variables on top of the host's own small environment.
        user: account to run as; None for root.
        directory: working folder as the host sees it.
        autostart: whether it starts with the host.
        stop_signal: signal that asks it to end, without ``SIG``.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    directory: str = "/"
    autostart: bool = True
    stop_signal: str = "TERM"


def lab_name() -> str:
    """The lab's cgroup, and first part of its link's name.

    A lab with a state folder of its own has a name of its own, and with a network of its own
    it can run beside the first one.
    """
    folder = str(paths.state_dir())
    return "cnp" if folder == DEFAULT_STATE else f"cnp{zlib.crc32(folder.encode()):08x}"[:9]


def network() -> IPv4Network:
    """The lab's network: PLATFORM_LAB_NETWORK, else what the running lab was made with.

    Raises:
        LabError: it is not an IPv4 network in CIDR form, or too small for the hosts.
    """
    text = os.environ.get("PLATFORM_LAB_NETWORK") or recorded_network() or DEFAULT_NETWORK
    hint = f"Set lab_network_cidr to a private IPv4 network such as {DEFAULT_NETWORK}"
    try:
        cidr = IPv4Network(text)
    except ValueError as error:
        raise LabError(f"the lab's network {text!r} is not valid: {error}", hint=hint) from error
    if cidr.prefixlen > 24 or not cidr.is_private:
        raise LabError(f"the lab's network {text} is not a private network of /24 or more", hint)
    return cidr


def network_file() -> Path:
    """Where the network of the existing lab is recorded."""
    return paths.state_dir() / "network"


def recorded_network() -> str:
    """The network that the lab was last started with; empty for a new lab."""
    try:
        return network_file().read_text().strip()
    except FileNotFoundError:
        return ""


def machine() -> IPv4Interface:
    """Address of the machine itself on the lab's network."""
    return _interface(MACHINE_OFFSET)


def cloud() -> LabHost:
    """The host that stands for the cloud provider; it carries the lab's bridge."""
    return LabHost(CLOUD, _interface(CLOUD_OFFSET), CLOUD_DISKS)


def node(number: int) -> LabHost:
    """Kubernetes node ``number``, counted from 1.

    Raises:
        LabError: the lab has no room for this node.
    """
    if not 1 <= number <= MAX_NODES:
        raise LabError(f"a lab of {number} nodes cannot be made", f"Ask for 1 to {MAX_NODES}")
    return LabHost(f"node{number}", _interface(NODE_OFFSET + number), NODE_DISKS)


def all_hosts() -> list[LabHost]:
    """Every host that a lab may have, running or not; the cloud first."""
    return [cloud(), *all_nodes()]


def all_nodes() -> list[LabHost]:
    """Every node that a lab may have, running or not."""
    return [node(number) for number in range(1, MAX_NODES + 1)]


def host_folder(host: LabHost) -> Path:
    """Where the host's own files lie on the machine, if it was ever started."""
    return paths.state_dir() / "hosts" / host.name


def host_state_dir(host: LabHost) -> Path:
    """Folder of the host's own files on the machine; made on first use."""
    path = host_folder(host)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def disk(host: LabHost, path: str) -> Path:
    """Where the machine keeps ``path``, which lies on one of the host's disks."""
    return host_folder(host) / "disk" / path.lstrip("/")


def _interface(offset: int) -> IPv4Interface:
    cidr = network()
    return IPv4Interface(f"{cidr.network_address + offset}/{cidr.prefixlen}")
