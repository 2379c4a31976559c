"""kubeadm's configuration, as plain objects."""

from __future__ import annotations

from typing import Any

import yaml

from platform_lab.hosts import LabHost
from platform_lab.node.settings import API_PORT, POD_NETWORK, SERVICE_NETWORK, Cluster

API_VERSION = "kubeadm.k8s.io/v1beta4"
# What the API server reads besides kubeadm's own files; see files.py.
EXTRA_FOLDER = "/etc/kubernetes/apiserver"
AUDIT_FOLDER = "/var/log/kubernetes"
KUBELET_CERTIFICATE = "/var/lib/kubelet/pki/serving.crt"
KUBELET_KEY = "/var/lib/kubelet/pki/serving.key"
SOCKET = "unix:///run/containerd/containerd.sock"

Objects = list[dict[str, Any]]


def init_configuration(cluster: Cluster, host: LabHost) -> Objects:
    """What ``kubeadm init`` needs for the first node."""
    return [
        {
            "apiVersion": API_VERSION,
            "kind": "InitConfiguration",
            "localAPIEndpoint": {"advertiseAddress": host.ip, "bindPort": API_PORT},
            "nodeRegistration": _registration(host),
        },
        _cluster(cluster, host),
        kubelet_configuration(),
        {
            "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
            "kind": "KubeProxyConfiguration",
            "mode": "nftables",
            # These limits belong to the whole machine, which the lab leaves alone.
            "conntrack": {"maxPerCore": 0, "min": 0},
        },
    ]


def join_configuration(cluster: Cluster, host: LabHost, token: str, ca_hash: str) -> Objects:
    """What ``kubeadm join`` needs for a further node.

    Args:
        cluster: the cluster to join.
        host: the node.
        token: a bootstrap token.
        ca_hash: ``sha256:`` and the digest of the CA's public key.
    """
    return [
        {
            "apiVersion": API_VERSION,
            "kind": "JoinConfiguration",
            "nodeRegistration": _registration(host),
            "discovery": {
                "bootstrapToken": {
                    "apiServerEndpoint": cluster.endpoint,
                    "token": token,
                    "caCertHashes": [ca_hash],
                }
            },
        }
    ]


def kubelet_configuration() -> dict[str, Any]:
    """The kubelets' configuration; the cluster keeps it for nodes that join."""
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "cgroupDriver": "cgroupfs",
        "failCgroupV1": False,
        "failSwapOn": False,
        # Without CAP_SYS_RESOURCE some writes to /proc/sys and oom_score_adj are refused.
        "featureGates": {"KubeletInUserNamespace": True},
        # The disk is the machine's: a share of it says nothing about the lab.
        "evictionHard": {
            "imagefs.available": "2%",
            "nodefs.available": "2%",
            "memory.available": "100Mi",
        },
        "imageGCHighThresholdPercent": 99,
        "maxPods": 200,
        # Images come from one registry in the same machine.
        "serializeImagePulls": False,
        "tlsCertFile": KUBELET_CERTIFICATE,
        "tlsPrivateKeyFile": KUBELET_KEY,
    }


def render(objects: Objects) -> str:
    """Objects as a stream of YAML documents."""
    return yaml.safe_dump_all(objects, sort_keys=False)


def _registration(host: LabHost) -> dict[str, Any]:
    return {
        "name": host.name,
        "criSocket": SOCKET,
        "taints": [],
        "kubeletExtraArgs": [{"name": "node-ip", "value": host.ip}],
    }


def _cluster(cluster: Cluster, host: LabHost) -> dict[str, Any]:
    arguments = {
        "authentication-token-webhook-config-file": f"{EXTRA_FOLDER}/webhook.kubeconfig",
        "authentication-token-webhook-cache-ttl": "60s",
        "authentication-token-webhook-version": "v1",
        "encryption-provider-config": f"{EXTRA_FOLDER}/encryption.yaml",
        "kubelet-certificate-authority": "/etc/kubernetes/pki/ca.crt",
        "audit-policy-file": f"{EXTRA_FOLDER}/audit-policy.yaml",
        "audit-log-path": f"{AUDIT_FOLDER}/audit.log",
        "audit-log-maxsize": "20",
        "audit-log-maxbackup": "1",
    }
    return {
        "apiVersion": API_VERSION,
        "kind": "ClusterConfiguration",
        "kubernetesVersion": cluster.version,
        "clusterName": "lab",
        "controlPlaneEndpoint": cluster.endpoint,
        "networking": {"podSubnet": POD_NETWORK, "serviceSubnet": SERVICE_NETWORK},
        # Elliptic curves: made in no time, where RSA keys take seconds.
        "encryptionAlgorithm": "ECDSA-P256",
        "etcd": {"local": {"imageTag": cluster.etcd_tag}},
        "dns": {"imageTag": cluster.coredns_tag},
        "apiServer": {
            "certSANs": ["127.0.0.1", "localhost", host.name, host.ip],
            "extraArgs": [{"name": name, "value": value} for name, value in arguments.items()],
            "extraVolumes": [
                _volume("apiserver", EXTRA_FOLDER, "Directory", read_only=True),
                _volume("audit", AUDIT_FOLDER, "DirectoryOrCreate", read_only=False),
            ],
        },
    }


def _volume(name: str, path: str, kind: str, read_only: bool) -> dict[str, Any]:
    return {
        "name": name,
        "hostPath": path,
        "mountPath": path,
        "pathType": kind,
        "readOnly": read_only,
    }
