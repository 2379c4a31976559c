"""The lab's real Kubernetes cluster, as far as EKS has to describe it."""

from __future__ import annotations

import base64
import ssl
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class RealCluster:
    """What a kubeadm control plane keeps on its node.

    Attributes:
        folder: /etc/kubernetes of the node.
        endpoint: URL of the API server.
    """

    folder: Path
    endpoint: str

    def ca(self) -> bytes | None:
        """The cluster's CA certificate as PEM; None where there is no cluster."""
        try:
            return (self.folder / "pki" / "ca.crt").read_bytes()
        except FileNotFoundError:
            return None

    def ca_data(self) -> str:
        """The CA as EKS answers it: PEM in base64; empty where there is no cluster."""
        return base64.b64encode(self.ca() or b"").decode()

    def flag(self, name: str) -> str | None:
        """Value of a flag of kube-apiserver; None where it is not set."""
        try:
            text = (self.folder / "manifests" / "kube-apiserver.yaml").read_text()
        except FileNotFoundError:
            return None
        return flag_of(text, name)

    def answers(self, timeout: float = 1.0) -> bool:
        """Whether the API server is ready, asked over TLS that this CA vouches for."""
        ca = self.ca()
        if ca is None:
            return False
        context = ssl.create_default_context(cadata=ca.decode())
        url = f"{self.endpoint}/readyz"
        try:
            with urllib.request.urlopen(url, timeout=timeout, context=context) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False


def flag_of(manifest: str, name: str) -> str | None:
    """Value of ``--name=value`` in the command of a static pod's manifest."""
    pod = yaml.safe_load(manifest)
    for container in pod["spec"]["containers"]:
        for word in container.get("command", []):
            flag, _, value = str(word).partition("=")
            if flag == f"--{name}":
                return value
    return None
