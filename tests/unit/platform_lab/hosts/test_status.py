"""What is deleted with the nodes, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from platform_lab import hosts


def test_only_the_disks_of_nodes_are_wiped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_LAB_STATE", str(tmp_path))
    monkeypatch.setenv("PLATFORM_LAB_NETWORK", "172.31.249.0/24")
    for host in (hosts.cloud(), hosts.node(1)):
        (hosts.host_state_dir(host) / "disk").mkdir()
    assert hosts.wipe_nodes()
    assert hosts.host_folder(hosts.cloud()).is_dir()
    assert not hosts.host_folder(hosts.node(1)).exists()
    assert not hosts.wipe_nodes()
