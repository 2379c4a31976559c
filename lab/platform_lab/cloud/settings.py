"""What the emulator is told on its command line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Where the emulator lives and what it stands upon.

    Attributes:
        address: its own address and prefix length on the lab's network.
        port: port of the AWS endpoint.
        webhook_port: port where the API server asks about tokens.
        account: AWS account of twelve digits.
        region: the region of the lab.
        state: folder of its own state.
        disk: folder of the data of databases and caches; other accounts than root reach it.
        pki: folder of the lab's CA.
        credentials: file for the access key of the user ``platform``.
        dns: hosts file that the lab's DNS server reads.
        kubernetes: /etc/kubernetes of the lab's first node.
        api_server: URL of the lab's API server.
        registry: URL of the lab's registry.
        postgresql: folder with the files of Debian's postgresql; none: the machine's own.
        redis: folder with the files of Debian's redis-server; none: the machine's own.
    """

    address: IPv4Interface
    account: str
    region: str
    state: Path
    disk: Path
    pki: Path
    credentials: Path
    dns: Path
    kubernetes: Path
    api_server: str
    registry: str
    postgresql: Path
    redis: Path
    port: int = 4566
    webhook_port: int = 4567

    @property
    def ip(self) -> str:
        """The address alone."""
        return str(self.address.ip)

    @property
    def endpoint(self) -> str:
        """URL of the AWS endpoint."""
        return f"http://{self.ip}:{self.port}"

    @property
    def webhook(self) -> str:
        """URL that answers the API server's TokenReviews."""
        return f"https://{self.ip}:{self.webhook_port}/authenticate"

    def instance_address(self, number: int) -> IPv4Address:
        """Address of database or cache ``number``, counted from 0.

        Raises:
            ValueError: the lab's network has no room for it.
        """
        address = self.address.network.network_address + FIRST_INSTANCE + number
        if address not in self.address.network or number >= MAX_INSTANCES:
            raise ValueError(f"the lab has room for {MAX_INSTANCES} databases and caches")
        return address

    def arguments(self) -> list[str]:
        """The command line that makes these settings."""
        words = []
        for item in fields(self):
            words += [f"--{item.name.replace('_', '-')}", str(getattr(self, item.name))]
        return words


# Position of the first database in the lab's network, and how many fit.
FIRST_INSTANCE = 100
MAX_INSTANCES = 100


def parse(argv: list[str]) -> Settings:
    """The settings in a command line."""
    parser = argparse.ArgumentParser(prog="platform_lab.cloud.emulator", description=__doc__)
    kinds = {"IPv4Interface": IPv4Interface, "Path": Path, "int": int, "str": str}
    for item in fields(Settings):
        required = item.name not in ("port", "webhook_port")
        parser.add_argument(
            f"--{item.name.replace('_', '-')}",
            type=kinds[str(item.type)],
            required=required,
            default=argparse.SUPPRESS,
        )
    return Settings(**vars(parser.parse_args(argv)))
