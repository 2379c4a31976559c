# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of address ranges against one another and against the machine's own."""

from __future__ import annotations

import ipaddress
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .model import Check

# Ranges inside the cluster: Kubernetes' own, the same in every environment; on AWS pods have
# addresses of the VPC.
SERVICE_RANGE = "10.96.0.0/16"
LAB_POD_RANGE = "10.244.0.0/16"

# Interfaces that the lab itself makes on the machine.
LAB_INTERFACE_PREFIX = "cnp"


def check_networks(
    variables: Mapping[str, Any], interfaces: Iterable[tuple[str, str]]
) -> Iterator[Check]:
    """Ranges that share addresses.

    Args:
        variables: names and values; ranges that cannot be read are left to check_variables.
        interfaces: name and IPv4 address with prefix length of this machine's interfaces.
    """
    ranges = dict(_ranges(variables))
    for (one, first), (two, second) in itertools.combinations(ranges.items(), 2):
        if first.overlaps(second):
            yield Check(one, "fail", f"{first} overlaps {two} {second}", "Choose ranges apart")
    lab = ranges.get("lab_network_cidr")
    if lab is None:
        return
    for name, text in interfaces:
        taken = ipaddress.IPv4Interface(text).network
        if lab.overlaps(taken) and not name.startswith(LAB_INTERFACE_PREFIX):
            yield Check(
                "lab_network_cidr",
                "fail",
                f"{lab} overlaps {taken}, which this machine uses on {name}",
                "Choose another range, for example 172.31.99.0/24",
            )


def _ranges(variables: Mapping[str, Any]) -> Iterator[tuple[str, ipaddress.IPv4Network]]:
    wanted = {
        "platform_vpc_cidr": variables.get("platform_vpc_cidr"),
        "infrastructure_service_cidr": variables.get("infrastructure_service_cidr", SERVICE_RANGE),
    }
    if variables.get("platform_environment") == "lab":
        wanted |= {
            "lab_network_cidr": variables.get("lab_network_cidr"),
            "the lab's pods": LAB_POD_RANGE,
        }
    for name, text in wanted.items():
        try:
            yield name, ipaddress.IPv4Network(str(text))
        except ValueError:
            continue
