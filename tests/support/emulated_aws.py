"""An emulated AWS of its own, without a node: up in seconds, beside the user's lab.

EKS, RDS and ElastiCache are those of the lab: databases and caches are real servers. Behind EKS
stands a program that only says it is ready (control_plane.py).
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from platform_lab import hosts
from platform_lab.cloud import pki
from support import control_plane
from support.second_lab import SecondLab

# Two checkouts that test at the same time need a folder and a network each.
STATE = Path(os.environ.get("PLATFORM_TEST_STATE") or "/var/lib/cloudnative-platform-aws-test")
NETWORK = os.environ.get("PLATFORM_TEST_NETWORK") or "172.31.251.0/24"
ACCOUNT, REGION = "123456789012", "ap-northeast-2"


@dataclass(frozen=True)
class EmulatedAws:
    """A running endpoint."""

    lab: SecondLab

    @property
    def url(self) -> str:
        """Address of the endpoint."""
        return f"http://{self.lab.within(hosts.cloud).ip}:4566"

    @property
    def safe_url(self) -> str:
        """The same over TLS, with a certificate of `authority`."""
        return self.url.replace("http:", "https:")

    @property
    def authority(self) -> Path:
        """File with the certificate of the lab's own authority."""
        return self.lab.state / "pki" / "ca.crt"

    @property
    def credentials(self) -> Path:
        """File with the key of the user ``platform``, who may do everything."""
        return self.lab.state / "lab" / "aws-credentials"

    @property
    def environment(self) -> dict[str, str]:
        """What makes Terraform, Ansible, boto3 and the lab's commands mean this AWS."""
        return self.lab.environment | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_SHARED_CREDENTIALS_FILE": str(self.credentials),
            "AWS_PROFILE": "default",
            "AWS_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    @property
    def variables(self) -> list[str]:
        """Arguments of ansible-playbook that make ``inventories/lab`` mean this AWS.

        They need `environment` as well.
        """
        return ["-e", f"platform_aws_endpoint_url={self.url}"]

    def client(self, service: str) -> Any:
        """A boto3 client of the user ``platform``."""
        key: Any = _key(self.credentials)
        session = boto3.Session(region_name=REGION, **key)
        config = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
        # Its stubs know literal names of services only.
        make: Any = session.client
        return make(service, endpoint_url=self.safe_url, verify=str(self.authority), config=config)

    def requests(self, after: int = 0) -> list[dict[str, Any]]:
        """Requests since number ``after``: number, service, operation, writes, status."""
        url = f"{self.url}/requests?after={after}"
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 (http, our own)
            found: list[dict[str, Any]] = json.load(answer)["requests"]
            return found

    def last_request(self) -> int:
        """Number of the last request, to ask `requests` and `writes` from there on."""
        with urllib.request.urlopen(f"{self.url}/health", timeout=10) as answer:  # noqa: S310
            return int(json.load(answer)["requests"])

    def writes(self, after: int = 0) -> list[str]:
        """Operations since request ``after`` that were to change something."""
        return [f"{r['service']} {r['operation']}" for r in self.requests(after) if r["writes"]]

    def start(self) -> None:
        """Have it running; what it knows from before is kept."""
        self.lab.within(lambda: hosts.ensure_host(hosts.cloud()))
        self.lab.within(self._start_control_plane)
        self.lab.cli("cloud", "up", f"--credentials={self.credentials}")

    def remove(self) -> None:
        """End it and delete everything of it."""
        self.lab.remove()

    def _start_control_plane(self) -> None:
        node, folder = hosts.node(1), hosts.disk(hosts.node(1), "/etc/kubernetes")
        authority = pki.authority(folder / "pki")
        pair = pki.Pair(folder / "pki/server.crt", folder / "pki/server.key")
        pki.server(authority, pair, [node.name, node.ip])
        (folder / "manifests").mkdir(exist_ok=True)
        (folder / "manifests/kube-apiserver.yaml").write_text(control_plane.MANIFEST)
        # With the network's prefix length: the emulator takes those of /32 for its databases'.
        hosts.run(hosts.cloud(), ["ip", "addr", "replace", str(node.address), "dev", "cnp0"])
        words = [control_plane.__file__, node.ip, str(pair.certificate), str(pair.key)]
        program = hosts.Program("control-plane", [sys.executable, *words])
        hosts.ensure_program(hosts.cloud(), program)


@contextmanager
def emulated_aws(state: Path = STATE, network: str = NETWORK) -> Iterator[EmulatedAws]:
    """A new, empty AWS; everything of it is gone at the end."""
    aws = EmulatedAws(SecondLab(state, network))
    aws.lab.make()
    try:
        aws.start()
        yield aws
    finally:
        aws.remove()


def _key(file: Path) -> dict[str, str]:
    """The access key of a shared-credentials file, as boto3's arguments."""
    wanted = ("aws_access_key_id", "aws_secret_access_key")
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    found = {name.strip(): value.strip() for name, _, value in pairs}
    return {name: found[name] for name in wanted}
