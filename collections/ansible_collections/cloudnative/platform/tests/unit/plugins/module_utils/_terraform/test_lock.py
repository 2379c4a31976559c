# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.lock import (
    Lock,
    Run,
    is_stale,
    living_runs,
    parse_lock,
    place_of,
)

REFUSAL = """
Error: Error acquiring the state lock

Error message: operation error S3: PutObject, PreconditionFailed
Lock Info:
  ID:        1f2e3d4c-aaaa-bbbb-cccc-0123456789ab
  Path:      bucket/lab.tfstate
  Operation: OperationTypeApply
  Who:       root@builder
  Version:   1.11.4
  Created:   2026-11-23 06:33:46.1 +0000 UTC
  Info:
"""
BOXED = "\n".join(f"│ {line}" for line in REFUSAL.splitlines())
LOCK = Lock(
    "1f2e3d4c-aaaa-bbbb-cccc-0123456789ab",
    "root@builder",
    "OperationTypeApply",
    "2026-11-23 06:33:46.1 +0000 UTC",
)


@pytest.mark.parametrize("message", [REFUSAL, BOXED])
def test_the_holder_is_read_from_the_refusal(message: str) -> None:
    assert parse_lock(message) == LOCK


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Error: Invalid value for variable",
        "Error: Error acquiring the state lock\n\nno details",
    ],
)
def test_other_errors_name_no_holder(message: str) -> None:
    assert parse_lock(message) is None


def test_the_holder_in_words() -> None:
    assert LOCK.describe() == "root@builder, running apply since 2026-11-23 06:33:46.1 +0000 UTC"


@pytest.mark.parametrize(
    ("who", "runs", "stale"),
    [
        ("root@builder", [], True),
        ("root@builder", [Run(7, "/srv/other", "s3 bucket other.tfstate")], True),
        ("root@builder", [Run(7, "/srv/lab", "s3 bucket lab.tfstate")], False),
        ("root@builder", [Run(7, "/home/kim/lab", "s3 bucket lab.tfstate")], False),
        ("root@laptop", [], False),
        ("other@builder", [], False),
    ],
)
def test_only_our_own_dead_runs_lose_their_lock(who: str, runs: list[Run], stale: bool) -> None:
    assert is_stale(LOCK, who, "s3 bucket lab.tfstate", runs) is stale


def test_the_place_of_the_state_is_what_init_has_written(tmp_path: Path) -> None:
    assert place_of(tmp_path) == ""
    config = {"bucket": "bucket", "key": "lab.tfstate", "region": "eu-west-1", "profile": None}
    content = {"version": 3, "backend": {"type": "s3", "config": config, "hash": 1}}
    (tmp_path / "terraform.tfstate").write_text(json.dumps(content))
    assert place_of(tmp_path) == "s3 bucket lab.tfstate"


def test_living_runs_are_found_by_program_and_data_folder(tmp_path: Path) -> None:
    for pid, command, environ in (
        (10, b"/usr/bin/terraform\0apply\0", b"HOME=/root\0TF_DATA_DIR=/srv/lab\0"),
        (11, b"/usr/bin/vim\0terraform\0", b"TF_DATA_DIR=/srv/lab\0"),
        (12, b"terraform\0plan\0", b"HOME=/root\0"),
    ):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "cmdline").write_bytes(command)
        (tmp_path / str(pid) / "environ").write_bytes(environ)
        (tmp_path / str(pid) / "cwd").symlink_to("/home/kim/lab")
    assert sorted(living_runs(tmp_path), key=lambda run: run.pid) == [
        Run(10, "/srv/lab", ""),
        Run(12, "/home/kim/lab/.terraform", ""),
    ]
