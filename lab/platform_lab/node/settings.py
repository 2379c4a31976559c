"""What the lab's cluster is like."""

from __future__ import annotations

from dataclasses import dataclass

from platform_lab import catalogue
from platform_lab.hosts import cloud, node

API_PORT = 6443
WEBHOOK_PORT = 4567
POD_NETWORK = "10.244.0.0/16"
SERVICE_NETWORK = "10.96.0.0/16"


@dataclass(frozen=True)
class Cluster:
    """Settings of the cluster that all nodes share.

    Attributes:
        version: Kubernetes version with its ``v``.
        etcd_tag, coredns_tag: image tags; kubeadm would take its own.
        sandbox_image: image of every pod's first container.
        registry: base URL of the lab's registry.
        webhook: URL that tells the API server whose bearer token it got.
        endpoint: address and port of the API server.
    """

    version: str
    etcd_tag: str
    coredns_tag: str
    sandbox_image: str
    registry: str
    webhook: str
    endpoint: str


def current() -> Cluster:
    """The cluster as the catalogue and the lab's network make it."""
    known = catalogue.load()
    return Cluster(
        version=f"v{known.component('kubernetes').version}",
        etcd_tag=known.image("registry.k8s.io/etcd").tag,
        coredns_tag=known.image("registry.k8s.io/coredns/coredns").tag,
        sandbox_image=known.reference("registry.k8s.io/pause"),
        registry=f"http://{cloud().ip}:5000",
        webhook=f"https://{cloud().ip}:{WEBHOOK_PORT}/authenticate",
        endpoint=f"{node(1).ip}:{API_PORT}",
    )
