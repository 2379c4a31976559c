"""kubeadm's configuration."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from platform_lab.hosts import node
from platform_lab.node import kubeadm
from platform_lab.node.settings import Cluster

CLUSTER = Cluster(
    version="v1.35.4",
    etcd_tag="3.6.8-0",
    coredns_tag="v1.15.0",
    sandbox_image="registry.k8s.io/pause:3.10.1",
    registry="http://172.30.0.2:5000",
    webhook="https://172.30.0.2:4567/authenticate",
    endpoint="172.30.0.11:6443",
)


@pytest.fixture
def documents() -> dict[str, dict[str, Any]]:
    text = kubeadm.render(kubeadm.init_configuration(CLUSTER, node(1)))
    return {document["kind"]: document for document in yaml.safe_load_all(text)}


def arguments(documents: dict[str, dict[str, Any]]) -> dict[str, str]:
    entries = documents["ClusterConfiguration"]["apiServer"]["extraArgs"]
    return {entry["name"]: entry["value"] for entry in entries}


def test_versions_are_the_catalogues(documents: dict[str, dict[str, Any]]) -> None:
    cluster = documents["ClusterConfiguration"]
    assert cluster["kubernetesVersion"] == "v1.35.4"
    assert cluster["etcd"]["local"]["imageTag"] == "3.6.8-0"
    assert cluster["dns"]["imageTag"] == "v1.15.0"


def test_api_server_finds_every_file_that_its_arguments_name(
    documents: dict[str, dict[str, Any]],
) -> None:
    volumes = documents["ClusterConfiguration"]["apiServer"]["extraVolumes"]
    mounted = [volume["mountPath"] for volume in volumes] + ["/etc/kubernetes/pki"]
    paths = [value for value in arguments(documents).values() if value.startswith("/")]
    assert len(paths) == 5
    assert all(any(path.startswith(f"{mount}/") for mount in mounted) for path in paths)


def test_values_are_text_as_kubeadm_demands(documents: dict[str, dict[str, Any]]) -> None:
    assert all(isinstance(value, str) for value in arguments(documents).values())


def test_pods_and_services_do_not_share_addresses(documents: dict[str, dict[str, Any]]) -> None:
    networking = documents["ClusterConfiguration"]["networking"]
    assert networking["podSubnet"] != networking["serviceSubnet"]


def test_joining_node_knows_the_ca_it_expects() -> None:
    (document,) = kubeadm.join_configuration(CLUSTER, node(2), "abcdef.0123", "sha256:1234")
    assert document["nodeRegistration"]["name"] == "node2"
    assert document["discovery"]["bootstrapToken"] == {
        "apiServerEndpoint": "172.30.0.11:6443",
        "token": "abcdef.0123",
        "caCertHashes": ["sha256:1234"],
    }
