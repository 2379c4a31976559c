"""The lab belongs to one living process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from platform_lab import lock
from platform_lab.errors import LabError


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    """A living process that is not this one."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.wait()


def test_owner_may_ask_again(tmp_path: Path) -> None:
    path = tmp_path / "lab.lock"
    assert lock.take(path, os.getpid()) == lock.take(path, os.getpid())


def test_second_run_is_told_who_holds_the_lab(
    tmp_path: Path, other: subprocess.Popen[bytes]
) -> None:
    path = tmp_path / "lab.lock"
    lock.take(path, other.pid)
    with pytest.raises(LabError, match=f"held by process {other.pid} since .*input"):
        lock.take(path, os.getpid())


def test_run_that_waits_says_for_whom_and_goes_on(
    tmp_path: Path, other: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "build.lock"
    lock.take(path, other.pid)
    with pytest.raises(LabError, match="the build cache is held"):
        lock.take_in_turn(path, os.getpid(), "the build cache", patience=0.1)
    assert other.stdin
    ending = threading.Timer(0.5, other.stdin.close)
    ending.start()
    # The process ends, and is seen to have ended before anybody has waited for it.
    assert lock.take_in_turn(path, os.getpid(), "the build cache", 60).pid == os.getpid()
    ending.join()
    said = capsys.readouterr().err
    assert said.count(f"waiting: the build cache is held by process {other.pid}") == 2


def test_dead_owner_frees_the_lab(tmp_path: Path, other: subprocess.Popen[bytes]) -> None:
    path = tmp_path / "lab.lock"
    lock.take(path, other.pid)
    other.kill()
    other.wait()
    assert lock.take(path, os.getpid()).pid == os.getpid()


def test_process_id_given_to_another_process_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "lab.lock"
    path.write_text('{"pid": 1, "started": -1, "command": "gone", "since": "2026-01-01"}')
    assert lock.take(path, os.getpid()).pid == os.getpid()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}'])
def test_broken_lock_file_frees_the_lab(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lab.lock"
    path.write_text(content)
    assert lock.take(path, os.getpid()).pid == os.getpid()


def test_zombie_is_not_alive() -> None:
    process = subprocess.Popen(["true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert lock.start_ticks(process.pid) is None
    process.wait()


def test_process_that_does_not_run_cannot_hold_the_lab(tmp_path: Path) -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    with pytest.raises(LabError, match="does not run"):
        lock.take(tmp_path / "lab.lock", process.pid)
