"""The first node: a control plane made by kubeadm."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from platform_lab.errors import LabError
from platform_lab.hosts import LabHost, disk, host_folder, host_state_dir, node, run, stop
from platform_lab.node import binaries, files, kubeadm, machinery
from platform_lab.node.settings import Cluster

INIT_SECONDS = 240.0
READY_SECONDS = 180.0


def initialized(host: LabHost) -> bool:
    """Whether kubeadm finished on this node."""
    return _marker(host).exists()


def mark(host: LabHost, cluster: Cluster) -> None:
    """Remember that kubeadm finished on this node."""
    files.write(_marker(host), f"{cluster.version} {cluster.endpoint}\n")


def check_unchanged(host: LabHost, cluster: Cluster) -> None:
    """Refuse to start a cluster that was made with other settings.

    Raises:
        LabError: its version or its address differs from what is asked for.
    """
    if not initialized(host):
        return
    made, wanted = _marker(host).read_text().strip(), f"{cluster.version} {cluster.endpoint}"
    if made != wanted:
        raise LabError(
            f"the lab's cluster was made as {made}, and {wanted} is asked for",
            hint="Delete the old one (python -m platform_lab down --wipe), or ask for it as it was",
        )


def clean_unfinished(host: LabHost) -> None:
    """Throw away the disks of a node on which kubeadm did not finish."""
    if initialized(host) or not any(disk(host, path).exists() for path in host.disks):
        return
    stop([host])
    shutil.rmtree(host_state_dir(host) / "disk")


def ensure_control_plane(cluster: Cluster) -> bool:
    """Have the API server ready on the first node, whose machinery runs.

    Returns:
        Whether a new cluster was made.

    Raises:
        LabError: kubeadm failed, or the API server does not become ready.
    """
    host = node(1)
    made = not initialized(host)
    if made:
        _init(host, cluster)
        mark(host, cluster)
    machinery.ensure_serving_certificate(host)
    wait_api(READY_SECONDS)
    admin = disk(host, "/etc/kubernetes") / "admin.conf"
    files.write(host_state_dir(host) / "admin.conf", admin.read_text())
    return made


def wait_api(seconds: float) -> None:
    """Wait until the API server says that it is ready.

    Raises:
        LabError: it does not in ``seconds``; the message carries its last answer.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            machinery.kubectl("get", "--raw=/readyz", "--request-timeout=5s")
        except LabError as error:
            if time.monotonic() > deadline:
                raise LabError(
                    f"the API server is not ready after {seconds:.0f}s: {error.what}",
                    hint=f"See {disk(node(1), '/var/log')}/kubelet.log",
                ) from error
            time.sleep(0.25)
        else:
            return


def run_kubeadm(host: LabHost, *arguments: str) -> str:
    """Run kubeadm on a node.

    Raises:
        LabError: it failed; the message carries the end of its output.
    """
    command = ["env", f"PATH={binaries.search_path()}"]
    command += [binaries.binary("kubernetes", "kubeadm"), *arguments]
    try:
        done = run(host, command, check=False, timeout=INIT_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise LabError(f"kubeadm {arguments[0]} on {host.name} did not end: {error}") from error
    (disk(host, "/var/log") / "kubeadm.log").write_text(done.stdout + done.stderr)
    if done.returncode:
        end = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise LabError(f"kubeadm {arguments[0]} failed on {host.name}:\n{end}")
    return done.stdout


def _init(host: LabHost, cluster: Cluster) -> None:
    files.write_apiserver(host, cluster)
    path = f"{kubeadm.EXTRA_FOLDER}/kubeadm.yaml"
    text = kubeadm.render(kubeadm.init_configuration(cluster, host))
    files.write(disk(host, kubeadm.EXTRA_FOLDER) / "kubeadm.yaml", text)
    # The CA comes first: it signs the certificate that the kubelet serves with.
    run_kubeadm(host, "init", "phase", "certs", "ca", "--config", path)
    machinery.ensure_serving_certificate(host)
    # There is no systemd, and limits and kernel modules are the machine's own.
    run_kubeadm(host, "init", "--config", path, "--ignore-preflight-errors=all")


def _marker(host: LabHost) -> Path:
    return host_folder(host) / "initialized"
