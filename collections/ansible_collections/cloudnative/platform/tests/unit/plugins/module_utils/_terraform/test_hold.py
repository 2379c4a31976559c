# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform import hold as subject
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.errors import (
    LockedError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.lock import Run


def test_whoever_comes_second_is_told_who_is_first(tmp_path: Path) -> None:
    with (
        subject.hold(tmp_path, 0),
        pytest.raises(LockedError, match=f"process {os.getpid()} of "),
        subject.hold(tmp_path, -1),
    ):
        pass


def test_a_dead_holder_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import fcntl, os, signal, sys; file = open(sys.argv[1], 'a');"
        "fcntl.flock(file, fcntl.LOCK_EX); os.kill(os.getpid(), signal.SIGKILL)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "run.lock")]
    assert subprocess.run(command, check=False).returncode == -9
    with subject.hold(tmp_path, -1):
        pass


def test_terraform_that_outlived_its_run_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "living_runs", lambda: [Run(42, str(tmp_path / "data"), "")])
    with pytest.raises(LockedError, match="process 42"), subject.hold(tmp_path, -1):
        pass
