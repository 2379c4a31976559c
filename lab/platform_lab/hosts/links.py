"""The lab's network: a bridge in the cloud host, one veth pair for each other member.

Every link has at least one end in a host's network namespace, so it goes with its host.
"""

from __future__ import annotations

import json
import subprocess
from ipaddress import IPv4Network
from typing import Any

from platform_lab.errors import LabError
from platform_lab.hosts import model
from platform_lab.hosts.model import LabHost

BRIDGE = "cnp0"
HOST_LINK = "eth0"

Command = list[str]


def machine_link() -> str:
    """Name of the machine's link into the lab."""
    return f"{model.lab_name()}-host"


def cloud_commands(host: LabHost, pid: int, link: str, address: str) -> list[Command]:
    """Commands that give the cloud host its bridge, and the machine its link to it.

    Args:
        host: the cloud host.
        pid: its first process.
        link: name of the machine's link.
        address: address and prefix length of the machine.
    """
    inside = _inside(pid)
    return [
        [*inside, "ip", "link", "set", "lo", "up"],
        [*inside, "ip", "link", "add", BRIDGE, "type", "bridge"],
        [*inside, "ip", "addr", "add", str(host.address), "dev", BRIDGE],
        [*inside, "ip", "link", "set", BRIDGE, "up"],
        # The lab ends here: what wants to leave it is told so at once.
        [*inside, "ip", "route", "add", "unreachable", "default"],
        [*inside, "sysctl", "-qw", "net.ipv4.ip_forward=1"],
        ["ip", "link", "add", link, *_veth("machine", pid)],
        [*inside, "ip", "link", "set", "machine", "master", BRIDGE, "up"],
        ["ip", "addr", "add", address, "dev", link],
        ["ip", "link", "set", link, "up"],
    ]


def node_commands(host: LabHost, pid: int, cloud: LabHost, cloud_pid: int) -> list[Command]:
    """Commands that plug a host into the bridge.

    Args:
        host: the host.
        pid: its first process.
        cloud: the cloud host, which is the way out.
        cloud_pid: first process of the cloud host.
    """
    inside, bridge = _inside(pid), _inside(cloud_pid)
    return [
        [*inside, "ip", "link", "set", "lo", "up"],
        [*inside, "ip", "link", "add", HOST_LINK, *_veth(host.name, cloud_pid)],
        [*bridge, "ip", "link", "set", host.name, "master", BRIDGE, "up"],
        [*inside, "ip", "addr", "add", str(host.address), "dev", HOST_LINK],
        [*inside, "ip", "link", "set", HOST_LINK, "up"],
        [*inside, "ip", "route", "add", "default", "via", cloud.ip],
    ]


def connect(commands: list[Command]) -> None:
    """Run the commands in order.

    Raises:
        LabError: one of them failed.
    """
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LabError(f"the lab's network failed at `{' '.join(command)}`: {done.stderr}")


def healthy(host: LabHost, pid: int) -> bool:
    """Whether the host's link still carries its address (the other end may have gone)."""
    name = BRIDGE if host.name == model.CLOUD else HOST_LINK
    has_address = _carries(_ip([*_inside(pid), "ip"], "addr"), name, host.ip)
    if host.name != model.CLOUD:
        return has_address
    return has_address and _carries(_ip(["ip"], "addr"), machine_link(), str(model.machine().ip))


def has_port(cloud_pid: int, name: str) -> bool:
    """Whether the bridge in the cloud host has a live port ``name``."""
    ports = _ip([*_inside(cloud_pid), "ip"], "link")
    return any(port["ifname"] == name and "LOWER_UP" in port["flags"] for port in ports)


def remove_machine_link() -> None:
    """Take the machine's link away, at once rather than when its namespace is cleared."""
    subprocess.run(["ip", "link", "delete", machine_link()], capture_output=True, check=False)


def remove_port(cloud_pid: int, name: str) -> None:
    """Take a port off the bridge, for the same reason."""
    command = [*_inside(cloud_pid), "ip", "link", "delete", name]
    subprocess.run(command, capture_output=True, check=False)


def machine_link_exists() -> bool:
    """Whether the machine has a link into the lab."""
    return any(link["ifname"] == machine_link() for link in _ip(["ip"], "link"))


def overlap(routes: list[dict[str, Any]], network: IPv4Network, own: str) -> str | None:
    """The first of the machine's routes that leads elsewhere for an address of ``network``.

    Args:
        routes: output of ``ip -json route``.
        network: the lab's network.
        own: the machine's link into the lab, whose route is no other.
    """
    for route in routes:
        if route["dst"] == "default" or route.get("dev") == own:
            continue
        if IPv4Network(route["dst"], strict=False).overlaps(network):
            return f"{route['dst']} dev {route.get('dev', '-')}"
    return None


def machine_routes() -> list[dict[str, Any]]:
    """The machine's IPv4 routes."""
    return _ip(["ip"], "route")


def _veth(peer: str, pid: int) -> Command:
    return ["type", "veth", "peer", "name", peer, "netns", str(pid)]


def _carries(links: list[dict[str, Any]], name: str, address: str) -> bool:
    return any(
        link.get("ifname") == name
        and "LOWER_UP" in link["flags"]
        and any(item["local"] == address for item in link["addr_info"])
        for link in links
    )


def _ip(ip: list[str], what: str) -> list[dict[str, Any]]:
    done = subprocess.run([*ip, "-4", "-json", what], capture_output=True, text=True, check=False)
    found: list[dict[str, Any]] = json.loads(done.stdout or "[]")
    return found


def _inside(pid: int) -> Command:
    # Not `ip netns exec`, which mounts a /sys of its own.
    return ["nsenter", f"--net=/proc/{pid}/ns/net"]
