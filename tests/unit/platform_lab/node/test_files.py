"""Files of a node."""

from __future__ import annotations

import base64
import tomllib
from pathlib import Path

import pytest

from platform_lab.node import files
from unit.platform_lab.node.test_kubeadm import CLUSTER


def test_containerd_configuration_is_valid_and_asks_the_labs_registry() -> None:
    config = tomllib.loads(files.containerd_config(CLUSTER))
    images = config["plugins"]["io.containerd.cri.v1.images"]
    assert images["pinned_images"]["sandbox"] == CLUSTER.sandbox_image
    assert images["registry"]["config_path"] == files.REGISTRIES
    hosts = tomllib.loads(files.registries(CLUSTER))
    assert hosts["server"] == CLUSTER.registry
    assert list(hosts["host"]) == [CLUSTER.registry]


def test_new_secrets_are_encrypted_and_old_plain_ones_still_read() -> None:
    (entry,) = files.encryption(b"k" * 32)["resources"]
    assert entry["resources"] == ["secrets"]
    first, last = entry["providers"]
    assert base64.b64decode(first["secretbox"]["keys"][0]["secret"]) == b"k" * 32
    assert last == {"identity": {}}


def test_audit_never_keeps_content() -> None:
    levels = {rule["level"] for rule in files.audit_policy()["rules"]}
    assert levels == {"None", "Metadata"}
    assert files.audit_policy()["rules"][-1] == {"level": "Metadata"}


def test_webhook_is_asked_over_tls_with_the_labs_ca() -> None:
    config = files.webhook(CLUSTER, "/x/ca.crt")
    (cluster,) = config["clusters"]
    assert cluster["cluster"] == {"server": CLUSTER.webhook, "certificate-authority": "/x/ca.crt"}
    assert config["current-context"] == config["contexts"][0]["name"]


@pytest.fixture
def host_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLATFORM_LAB_STATE", str(tmp_path))
    return tmp_path / "hosts/node1/disk/etc/kubernetes/apiserver"


def test_encryption_key_is_made_once(host_files: Path) -> None:
    from platform_lab.hosts import node

    files.write_apiserver(node(1), CLUSTER)
    key = (host_files / "encryption.yaml").read_text()
    files.write_apiserver(node(1), CLUSTER)
    assert (host_files / "encryption.yaml").read_text() == key
    assert (host_files / "encryption.yaml").stat().st_mode & 0o777 == 0o600


def test_write_tells_whether_anything_changed_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    assert files.write(path, "a") is True
    assert files.write(path, "a") is False
    assert files.write(path, "b") is True
    assert [item.name for item in path.parent.iterdir()] == ["file"]
    assert path.stat().st_mode & 0o777 == 0o600
