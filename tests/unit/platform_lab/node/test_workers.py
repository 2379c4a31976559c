"""Joining and leaving nodes, and the record of a finished kubeadm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from platform_lab.cloud import pki
from platform_lab.errors import LabError
from platform_lab.hosts import disk, host_state_dir, node
from platform_lab.node import control_plane, workers
from platform_lab.node.overview import node_facts
from unit.platform_lab.node.test_kubeadm import CLUSTER


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLATFORM_LAB_STATE", str(tmp_path))
    return tmp_path


def test_nodes_beyond_the_wanted_number_are_told() -> None:
    for number in (1, 2, 4):
        control_plane.mark(node(number), CLUSTER)
    assert [host.name for host in workers.surplus(1)] == ["node2", "node4"]
    assert [host.name for host in workers.surplus(3)] == ["node4"]
    assert workers.surplus(9) == []


def test_cluster_made_otherwise_is_not_started_as_if_it_were_the_same() -> None:
    control_plane.check_unchanged(node(1), CLUSTER)
    control_plane.mark(node(1), CLUSTER)
    control_plane.check_unchanged(node(1), CLUSTER)
    with pytest.raises(LabError, match="--wipe"):
        control_plane.check_unchanged(node(1), replace(CLUSTER, endpoint="10.0.0.11:6443"))
    with pytest.raises(LabError, match=r"v1\.36\.0"):
        control_plane.check_unchanged(node(1), replace(CLUSTER, version="v1.36.0"))


def test_disks_of_an_unfinished_node_go_and_of_a_finished_one_stay() -> None:
    for number in (1, 2):
        file = disk(node(number), "/var/lib/etcd/member")
        file.parent.mkdir(parents=True)
        file.touch()
    control_plane.mark(node(1), CLUSTER)
    for number in (1, 2):
        control_plane.clean_unfinished(node(number))
    assert disk(node(1), "/var/lib/etcd/member").exists()
    assert not disk(node(2), "/var/lib/etcd/member").exists()
    assert host_state_dir(node(2)).exists()


def test_ca_is_known_by_the_hash_that_openssl_would_give(tmp_path: Path) -> None:
    import hashlib
    import subprocess

    pair = pki.authority(tmp_path / "pki")
    pem = subprocess.run(
        ["openssl", "x509", "-in", pair.certificate, "-noout", "-pubkey"],
        check=True,
        capture_output=True,
    ).stdout
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-outform", "DER"], input=pem, check=True, capture_output=True
    ).stdout
    expected = f"sha256:{hashlib.sha256(der).hexdigest()}"
    assert workers.public_key_hash(pair.certificate.read_bytes()) == expected


@pytest.mark.parametrize(
    ("status", "ready"), [("True", True), ("False", False), ("Unknown", False)]
)
def test_node_is_ready_only_when_its_condition_says_so(status: str, ready: bool) -> None:
    item = {
        "metadata": {"name": "node1"},
        "status": {
            "conditions": [{"type": "Ready", "status": status}],
            "nodeInfo": {"kubeletVersion": "v1.35.4"},
        },
    }
    assert node_facts(item) == {"name": "node1", "ready": ready, "version": "v1.35.4"}
