# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The variables that all roles share, and what their values may be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

ENVIRONMENTS = ("lab", "staging", "production")

# Answers what is wrong with a value, or nothing.
Test = Callable[[Any], str]


@dataclass(frozen=True)
class Variable:
    """A shared variable.

    Attributes:
        test: what its value must pass.
        environments: where it has to be set; everywhere else it may be missing.
    """

    test: Test
    environments: tuple[str, ...] = ()


def choice(*allowed: str) -> Test:
    """One of some words."""

    def test(value: Any) -> str:
        return "" if value in allowed else f"must be one of {', '.join(allowed)}"

    return test


def text(pattern: str, meaning: str) -> Test:
    """Text that matches a regular expression as a whole."""

    def test(value: Any) -> str:
        if not isinstance(value, str):
            return f"must be {meaning}, as text in quotes"
        return "" if re.fullmatch(pattern, value) else f"must be {meaning}"

    return test


def number(least: int, most: int) -> Test:
    """A whole number within bounds; text of digits counts, as the command line gives it."""

    def test(value: Any) -> str:
        wrong = f"must be a whole number from {least} to {most}"
        if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
            return wrong
        return "" if least <= int(value) <= most else wrong

    return test


def network(largest: int, smallest: int) -> Test:
    """A private IPv4 range without host bits, with a prefix within bounds."""

    def test(value: Any) -> str:
        try:
            found = ipaddress.IPv4Network(str(value), strict=False)
        except ValueError:
            return "must be an IPv4 range such as 10.0.0.0/16"
        if "/" not in str(value):
            return f"must have a prefix length, for example {value}/{largest}"
        if str(found) != str(value):
            return f"has host bits set; did you mean {found}?"
        if not largest <= found.prefixlen <= smallest:
            return f"must have a prefix length from /{largest} to /{smallest}"
        shared = ipaddress.IPv4Network("100.64.0.0/10")
        if not (found.is_private or found.subnet_of(shared)):
            return "must be a private range: 10/8, 172.16/12, 192.168/16 or 100.64/10"
        return ""

    return test


def address(value: Any) -> str:
    """An http or https URL, or nothing."""
    if value == "":
        return ""
    parts = urlsplit(str(value))
    wrong = parts.scheme not in ("http", "https") or not parts.hostname
    return "must be empty or a URL such as http://172.30.0.2:4566" if wrong else ""


path = text(r"/.+", "an absolute path")
any_value: Test = lambda value: ""  # noqa: E731

VARIABLES: dict[str, Variable] = {
    "platform_environment": Variable(choice(*ENVIRONMENTS), ENVIRONMENTS),
    "platform_name": Variable(
        text(r"[a-z][a-z0-9-]{1,19}", "2 to 20 lower-case letters, digits and hyphens"),
        ENVIRONMENTS,
    ),
    "platform_cluster_name": Variable(
        text(r"[a-z][a-z0-9-]{1,30}[a-z0-9]", "3 to 32 lower-case letters, digits and hyphens"),
        ENVIRONMENTS,
    ),
    "platform_region": Variable(
        text(r"[a-z]{2}(-[a-z]+)+-\d", "an AWS region such as ap-northeast-2"), ENVIRONMENTS
    ),
    "platform_account_id": Variable(
        text(r"\d{12}", "the 12 digits of an AWS account"), ENVIRONMENTS
    ),
    "platform_aws_endpoint_url": Variable(address, ("lab",)),
    "platform_aws_credentials_file": Variable(
        text(r"(/.+)?", "an absolute path or empty"), ("lab",)
    ),
    "platform_vpc_cidr": Variable(network(16, 20), ENVIRONMENTS),
    "platform_availability_zone_count": Variable(number(2, 6), ENVIRONMENTS),
    "platform_state_dir": Variable(path),
    "platform_work_dir": Variable(path, ENVIRONMENTS),
    "platform_kubeconfig": Variable(path, ENVIRONMENTS),
    "platform_report_dir": Variable(path, ENVIRONMENTS),
    "platform_root": Variable(path, ENVIRONMENTS),
    "platform_facts": Variable(any_value),
    "platform_gateway_url": Variable(address),
    "lab_nodes": Variable(number(1, 5), ("lab",)),
    "lab_network_cidr": Variable(network(16, 24), ("lab",)),
    "lab_gateway_node_port": Variable(number(30000, 32767), ("lab",)),
}
