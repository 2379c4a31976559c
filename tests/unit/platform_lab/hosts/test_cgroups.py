"""Choice of cgroup hierarchies, and the clearing of a host's cgroups."""

from __future__ import annotations

from pathlib import Path

import pytest

from platform_lab.hosts import cgroups, model, proc
from platform_lab.hosts.proc import Mount


def test_hierarchies_are_told_apart_by_controllers_and_names() -> None:
    mounts = [
        Mount("/", "ext4", ("rw",)),
        Mount("/sys/fs/cgroup/cpu,cpuacct", "cgroup", ("rw", "cpu", "cpuacct")),
        Mount("/sys/fs/cgroup/systemd", "cgroup", ("rw", "xattr", "name=systemd")),
        Mount("/sys/fs/cgroup/unified", "cgroup2", ("rw", "nsdelegate")),
    ]
    assert list(cgroups.hierarchies(mounts)) == ["cpu,cpuacct", "name=systemd", "unified"]


def test_release_agent_is_not_taken_for_a_controller() -> None:
    mount = Mount("/c", "cgroup", ("rw", "release_agent=/lib/agent", "name=systemd"))
    assert cgroups.named(mount) == ["name=systemd"]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two folders that stand for hierarchies."""
    mounts = [
        Mount(str(tmp_path / "cpu"), "cgroup", ("rw", "cpu")),
        Mount(str(tmp_path / "unified"), "cgroup2", ("rw",)),
    ]
    for mount in mounts:
        Path(mount.target).mkdir()
    monkeypatch.setattr(proc, "mounts", lambda: mounts)
    # Plain folders have no controllers to hand down.
    monkeypatch.setattr(cgroups, "_hand_down", lambda path: None)
    monkeypatch.setattr(model, "lab_name", lambda: "cnp")
    return tmp_path


def test_first_process_goes_into_a_leaf_where_version_2_asks_for_one(tree: Path) -> None:
    made = cgroups.prepare("node1")
    assert made == [tree / "cpu/cnp/node1", tree / "unified/cnp/node1/init"]
    assert all(path.is_dir() for path in made)


def test_remove_clears_a_host_bottom_up_and_leaves_the_others(tree: Path) -> None:
    cgroups.prepare("node1")
    cgroups.prepare("node2")
    (tree / "cpu/cnp/node1/kubepods/burstable/pod1").mkdir(parents=True)
    cgroups.remove("node1")
    assert not cgroups.exist("node1")
    assert cgroups.exist("node2")
    cgroups.remove("node2")
    assert list(tree.glob("*/*")) == []


def test_processes_are_those_of_the_host_and_of_everything_below_it(tree: Path) -> None:
    for path in cgroups.prepare("node1"):
        (path / "cgroup.procs").write_text("41\n42\n")
    pod = tree / "cpu/cnp/node1/kubepods"
    pod.mkdir()
    # Processes of another pid namespace may be shown as 0.
    (pod / "cgroup.procs").write_text("43\n0\n")
    assert cgroups.processes("node1") == {41, 42, 43}
    assert cgroups.processes("node2") == set()
