"""Further nodes: they join the control plane, and leave it again."""

from __future__ import annotations

import hashlib
import json
import shutil

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from platform_lab.errors import LabError
from platform_lab.hosts import LabHost, all_nodes, disk, host_state_dir, node, stop
from platform_lab.node import control_plane, files, kubeadm, machinery
from platform_lab.node.settings import Cluster

DRAIN_SECONDS = 60


def ensure_worker(host: LabHost, cluster: Cluster) -> bool:
    """Have a node, whose machinery runs, in the cluster.

    Returns:
        Whether it joined just now.

    Raises:
        LabError: kubeadm failed.
    """
    machinery.ensure_serving_certificate(host)
    if control_plane.initialized(host) and host.name in members():
        return False
    token = control_plane.run_kubeadm(node(1), "token", "create", "--ttl=15m").strip()
    authority = disk(node(1), "/etc/kubernetes") / "pki" / "ca.crt"
    objects = kubeadm.join_configuration(
        cluster, host, token, public_key_hash(authority.read_bytes())
    )
    path = f"{kubeadm.EXTRA_FOLDER}/join.yaml"
    files.write(disk(host, path), kubeadm.render(objects))
    control_plane.run_kubeadm(host, "join", "--config", path, "--ignore-preflight-errors=all")
    # The token has served; it must not lie about.
    disk(host, path).unlink()
    control_plane.run_kubeadm(node(1), "token", "delete", token.partition(".")[0])
    control_plane.mark(host, cluster)
    return True


def surplus(count: int) -> list[LabHost]:
    """Nodes beyond the first ``count`` that were ever part of the cluster."""
    wanted = {node(number).name for number in range(1, count + 1)}
    return [
        host for host in all_nodes() if host.name not in wanted and control_plane.initialized(host)
    ]


def remove_worker(host: LabHost) -> None:
    """Drain a node, take it out of the cluster, and delete the host with its disks.

    Raises:
        LabError: its pods could not be moved away.
    """
    if host.name in members():
        try:
            machinery.kubectl(
                "drain",
                host.name,
                "--ignore-daemonsets",
                "--delete-emptydir-data",
                "--force",
                f"--timeout={DRAIN_SECONDS}s",
            )
        except LabError as error:
            raise LabError(
                f"node {host.name} cannot be drained: {error.what}",
                hint="Make room for its pods, or allow their disruption, and try again",
            ) from error
        machinery.kubectl("delete", "node", host.name)
    stop([host])
    shutil.rmtree(host_state_dir(host))


def members() -> set[str]:
    """Names of the nodes that the API server knows."""
    items = json.loads(machinery.kubectl("get", "nodes", "--output=json"))["items"]
    return {item["metadata"]["name"] for item in items}


def public_key_hash(certificate: bytes) -> str:
    """The hash by which a joining node knows the cluster's CA (PEM)."""
    key = x509.load_pem_x509_certificate(certificate).public_key()
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"sha256:{hashlib.sha256(der).hexdigest()}"
