"""Machines that cannot carry the lab."""

from __future__ import annotations

import pytest

from platform_lab.errors import LabError
from platform_lab.hosts import preflight

GIB = 2**30


def test_enough_room_is_enough() -> None:
    preflight.check_room(memory=6 * GIB, disk=10 * GIB)


@pytest.mark.parametrize(
    ("memory", "disk", "named"), [(5 * GIB, 99 * GIB, "memory"), (99 * GIB, 9 * GIB, "disk")]
)
def test_too_little_room_names_what_and_how_much(memory: int, disk: int, named: str) -> None:
    with pytest.raises(LabError, match=rf"GiB of {named} free; the lab needs"):
        preflight.check_room(memory, disk)


def test_memory_counts_what_caches_would_give_back() -> None:
    text = "MemTotal:  24684084 kB\nMemFree:  1000 kB\nMemAvailable:   2048 kB\n"
    assert preflight.memory_available(text) == 2 * 2**20


def test_missing_file_systems_are_named() -> None:
    with pytest.raises(LabError, match="bpf, overlay"):
        preflight.check_kernel("nodev\tcgroup2\nnodev\ttmpfs\n\text4\n")


def test_missing_tools_are_named_by_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(LabError, match=r"apt-get install .*iproute2.*util-linux"):
        preflight.check_tools()
