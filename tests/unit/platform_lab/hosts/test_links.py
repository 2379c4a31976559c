"""Routes that clash, and the commands that make the network."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest

from platform_lab.hosts import links, model

ROUTES = [
    {"dst": "default", "gateway": "192.0.2.1", "dev": "eth0"},
    {"dst": "192.0.2.0/24", "dev": "eth0"},
    {"dst": "172.30.0.0/24", "dev": "cnp-host"},
    {"dst": "10.0.0.0/8", "dev": "vpn0"},
    {"dst": "10.20.30.40", "dev": "eth0"},
]


@pytest.mark.parametrize(
    ("network", "found"),
    [
        ("172.30.0.0/24", None),
        ("172.30.0.0/16", None),
        ("10.3.0.0/24", "10.0.0.0/8 dev vpn0"),
        ("192.0.2.0/24", "192.0.2.0/24 dev eth0"),
        ("192.168.7.0/24", None),
    ],
)
def test_only_routes_of_others_clash(network: str, found: str | None) -> None:
    assert links.overlap(ROUTES, IPv4Network(network), "cnp-host") == found


def test_lab_of_another_name_does_not_take_the_first_labs_network() -> None:
    clash = links.overlap(ROUTES, IPv4Network("172.30.0.0/24"), "other-host")
    assert clash == "172.30.0.0/24 dev cnp-host"


def test_machine_gets_one_link_and_nothing_else() -> None:
    commands = links.cloud_commands(model.cloud(), 4711, "cnp-host", "172.30.0.1/24")
    outside = [command for command in commands if command[0] != "nsenter"]
    assert all("cnp-host" in command for command in outside)
    assert len(outside) == 3


def test_node_is_changed_in_its_own_and_the_clouds_namespace_only() -> None:
    commands = links.node_commands(model.node(1), 11, model.cloud(), 22)
    assert {command[1] for command in commands} == {
        "--net=/proc/11/ns/net",
        "--net=/proc/22/ns/net",
    }
    assert commands[-1][-2:] == ["via", "172.30.0.2"]
