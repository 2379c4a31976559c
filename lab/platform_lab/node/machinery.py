"""The programs of every node: containerd and the kubelet."""

from __future__ import annotations

import shutil

from platform_lab.cloud import pki
from platform_lab.cloud.pki import Pair
from platform_lab.errors import LabError
from platform_lab.hosts import LabHost, Program, disk, ensure_program, node, restart_program, run
from platform_lab.node import binaries, files
from platform_lab.node.kubeadm import KUBELET_CERTIFICATE, KUBELET_KEY
from platform_lab.node.settings import Cluster

CONTAINERD = "containerd"
KUBELET = "kubelet"
CNI_FOLDER = "/opt/cni/bin"
# kubeadm writes the flags while it waits for the kubelet that reads them.
KUBELET_SCRIPT = """\
until [ -s /var/lib/kubelet/kubeadm-flags.env ]; do sleep 0.1; done; \
. /var/lib/kubelet/kubeadm-flags.env; exec "$0" \
--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf \
--kubeconfig=/etc/kubernetes/kubelet.conf \
--config=/var/lib/kubelet/config.yaml $KUBELET_KUBEADM_ARGS"""


def ensure_machinery(host: LabHost, cluster: Cluster) -> bool:
    """Have containerd and the kubelet running; the kubelet waits until kubeadm configures it.

    Returns:
        Whether anything was done.
    """
    stale = files.write_containerd(host, cluster)
    _copy_plugins(host)
    changed = ensure_program(host, containerd())
    if stale and not changed:
        restart_program(host, CONTAINERD)
    return ensure_program(host, kubelet()) or changed or stale


def containerd() -> Program:
    """The container runtime."""
    return Program(
        name=CONTAINERD,
        command=[binaries.binary("containerd", "containerd"), "-c", files.CONTAINERD_CONFIG],
        environment={"PATH": binaries.search_path()},
    )


def kubelet() -> Program:
    """The node's agent."""
    return Program(
        name=KUBELET,
        command=["/bin/sh", "-c", KUBELET_SCRIPT, binaries.binary("kubernetes", "kubelet")],
        environment={"PATH": binaries.search_path()},
    )


def ensure_serving_certificate(host: LabHost) -> bool:
    """Have the kubelet's serving certificate, signed by the cluster's CA.

    Returns:
        Whether a new one was made; the kubelet takes it up by itself.
    """
    folder = disk(node(1), "/etc/kubernetes") / "pki"
    authority = Pair(folder / "ca.crt", folder / "ca.key")
    pair = Pair(disk(host, KUBELET_CERTIFICATE), disk(host, KUBELET_KEY))
    return pki.server(authority, pair, [host.name, host.ip])


def kubectl(*arguments: str) -> str:
    """Run kubectl as the cluster's administrator on the first node; answers its output.

    Raises:
        LabError: it failed; the message carries what it said.
    """
    program = binaries.binary("kubernetes", "kubectl")
    command = [program, "--kubeconfig=/etc/kubernetes/admin.conf", *arguments]
    done = run(node(1), command, check=False)
    if done.returncode:
        raise LabError(f"kubectl {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


def _copy_plugins(host: LabHost) -> None:
    target = disk(host, CNI_FOLDER)
    target.mkdir(parents=True, exist_ok=True)
    for plugin in binaries.folder("cni-plugins").iterdir():
        if not (target / plugin.name).exists():
            shutil.copy2(plugin, target)
