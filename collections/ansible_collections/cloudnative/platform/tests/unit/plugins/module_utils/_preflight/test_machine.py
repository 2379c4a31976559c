# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.gather import (
    memory_fields,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.machine import (
    GIB,
    Machine,
    Needs,
    check_machine,
)

GOOD = Machine(
    root=True,
    linux=True,
    cores=2,
    memory_free=8 * GIB,
    disk_free=30 * GIB,
    cached=False,
    running=False,
    inotify_instances=128,
)


def statuses(machine: Machine) -> dict[str, str]:
    return {check.name: check.status for check in check_machine(machine, Needs())}


def test_a_machine_of_two_cores_and_8_gib_serves() -> None:
    assert set(statuses(GOOD).values()) == {"ok"}


@pytest.mark.parametrize(
    ("change", "name", "status"),
    [
        ({"root": False}, "root", "fail"),
        ({"linux": False}, "machine", "fail"),
        ({"memory_free": 3 * GIB}, "memory", "fail"),
        ({"disk_free": 24 * GIB}, "disk", "fail"),
        ({"disk_free": 5 * GIB, "cached": True}, "disk", "fail"),
        ({"cores": 1}, "processors", "warn"),
        ({"inotify_instances": 64}, "inotify", "warn"),
    ],
)
def test_what_a_machine_may_lack(change: dict[str, int], name: str, status: str) -> None:
    assert statuses(replace(GOOD, **change))[name] == status


def test_built_artifacts_need_less_disk() -> None:
    assert statuses(replace(GOOD, disk_free=7 * GIB, cached=True))["disk"] == "ok"


def test_a_running_lab_has_its_memory_already() -> None:
    assert "memory" not in statuses(replace(GOOD, memory_free=0, running=True))


def test_memory_is_read_in_bytes() -> None:
    assert memory_fields("MemAvailable:  2048 kB\nHugePages_Total: 0\n") == {
        "MemAvailable": 2048 * 1024
    }
