"""Reading of /proc."""

from __future__ import annotations

import os

from platform_lab.hosts import proc

MOUNTINFO = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
31 22 0:27 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
32 22 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd
33 22 0:29 / /mnt/with\\040blank rw master:3 propagate_from:2 - tmpfs none rw,size=4k
"""


def test_mounts_are_read_with_target_kind_and_options() -> None:
    mounts = proc.parse_mountinfo(MOUNTINFO)
    assert [mount.target for mount in mounts][:2] == ["/", "/sys/fs/cgroup/cpu"]
    assert mounts[1].kind == "cgroup"
    assert mounts[1].options == ("rw", "cpu")


def test_optional_fields_and_escapes_do_not_shift_the_columns() -> None:
    last = proc.parse_mountinfo(MOUNTINFO)[-1]
    assert last == proc.Mount("/mnt/with blank", "tmpfs", ("rw", "size=4k"))


def test_children_and_namespaces_of_processes_that_are_gone_are_none() -> None:
    gone = 2**22 + 1  # above the kernel's largest process id
    assert proc.children(gone) == []
    assert proc.namespace(gone, "pid") is None


def test_own_namespace_is_told() -> None:
    assert proc.namespace("self", "pid") == proc.namespace(os.getpid(), "pid")
