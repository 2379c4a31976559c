"""Files of a node that kubeadm does not write."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Any

import yaml

from platform_lab import paths
from platform_lab.cloud import pki
from platform_lab.hosts import LabHost, disk
from platform_lab.node.kubeadm import EXTRA_FOLDER
from platform_lab.node.settings import Cluster

CONTAINERD_CONFIG = "/etc/containerd/config.toml"
REGISTRIES = "/etc/containerd/certs.d"


def containerd_config(cluster: Cluster) -> str:
    """containerd's configuration file."""
    return f"""\
version = 3

[plugins.'io.containerd.cri.v1.images']
snapshotter = 'overlayfs'

[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = '{cluster.sandbox_image}'

[plugins.'io.containerd.cri.v1.images'.registry]
config_path = '{REGISTRIES}'

[plugins.'io.containerd.cri.v1.runtime']
disable_apparmor = true
# Without CAP_SYS_RESOURCE nobody may lower the score.
restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.containerd]
default_runtime_name = 'runc'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
SystemdCgroup = false
"""


def registries(cluster: Cluster) -> str:
    """hosts.toml that has the lab's registry answer for every registry's name."""
    return f"""\
server = "{cluster.registry}"

[host."{cluster.registry}"]
capabilities = ["pull", "resolve"]
"""


def audit_policy() -> dict[str, Any]:
    """Who changed what; no content, and none of the system's own bookkeeping."""
    return {
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        "omitStages": ["RequestReceived"],
        "rules": [
            {"level": "None", "verbs": ["get", "list", "watch"]},
            {"level": "None", "resources": [{"group": "coordination.k8s.io"}]},
            {"level": "None", "resources": [{"group": "", "resources": ["events"]}]},
            {"level": "None", "userGroups": ["system:nodes"]},
            {"level": "Metadata"},
        ],
    }


def encryption(key: bytes) -> dict[str, Any]:
    """Secrets are encrypted before they reach etcd.

    Args:
        key: 32 random bytes.
    """
    secret = base64.b64encode(key).decode()
    return {
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "EncryptionConfiguration",
        "resources": [
            {
                "resources": ["secrets"],
                "providers": [
                    {"secretbox": {"keys": [{"name": "lab", "secret": secret}]}},
                    {"identity": {}},
                ],
            }
        ],
    }


def webhook(cluster: Cluster, authority: str) -> dict[str, Any]:
    """kubeconfig by which the API server asks whose token it got.

    Args:
        cluster: names the webhook's URL.
        authority: file of the CA that vouches for the webhook, as the API server sees it.
    """
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "webhook",
                "cluster": {"server": cluster.webhook, "certificate-authority": authority},
            }
        ],
        "contexts": [{"name": "webhook", "context": {"cluster": "webhook", "user": "apiserver"}}],
        "current-context": "webhook",
        "users": [{"name": "apiserver", "user": {}}],
    }


def write_containerd(host: LabHost, cluster: Cluster) -> bool:
    """Write containerd's files; answers whether its own configuration changed."""
    write(disk(host, f"{REGISTRIES}/_default/hosts.toml"), registries(cluster))
    return write(disk(host, CONTAINERD_CONFIG), containerd_config(cluster))


def write_apiserver(host: LabHost, cluster: Cluster) -> None:
    """Write what the API server reads besides kubeadm's files; an encryption key is kept."""
    folder = disk(host, EXTRA_FOLDER)
    authority = pki.authority(paths.state_dir() / "pki")
    write(folder / "ca.crt", authority.certificate.read_text())
    write(folder / "webhook.kubeconfig", _yaml(webhook(cluster, f"{EXTRA_FOLDER}/ca.crt")))
    write(folder / "audit-policy.yaml", _yaml(audit_policy()))
    if not (folder / "encryption.yaml").exists():
        write(folder / "encryption.yaml", _yaml(encryption(secrets.token_bytes(32))))


def write(path: Path, text: str, mode: int = 0o600) -> bool:
    """Write a file as a whole or not at all; answers whether its content changed."""
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        file.write(text)
    draft.replace(path)
    return True


def _yaml(content: dict[str, Any]) -> str:
    return yaml.safe_dump(content, sort_keys=False)
