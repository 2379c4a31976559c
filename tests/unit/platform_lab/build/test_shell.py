"""A failed program is told with its last lines and its log."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from platform_lab.build import shell
from platform_lab.errors import LabError

pytestmark = pytest.mark.usefixtures("cache")


def test_output_goes_to_the_log_of_the_part() -> None:
    shell.logged("image a/b:1", ["sh", "-c", "echo out; echo err >&2"])
    log = shell.log_file("image a/b:1")
    assert log.read_text().splitlines()[1:] == ["out", "err"]
    assert "/" not in log.name


def test_a_failure_tells_the_last_lines_of_this_run_and_the_log() -> None:
    shell.logged("part", ["echo", "of an earlier run"])
    with pytest.raises(LabError) as caught:
        shell.logged("part", ["sh", "-c", "seq 100; exit 3"])
    told = str(caught.value)
    assert "part: sh failed with status 3" in told
    assert "  100" in told
    assert "  86" in told
    assert "  85" not in told
    assert "earlier run" not in told
    assert str(shell.log_file("part")) in told


def test_a_missing_program_is_told_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(LabError, match=r"buildah is not on PATH\. apt-get install buildah"):
        shell.logged("part", ["buildah", "version"])
    with pytest.raises(LabError, match=r"go is not on PATH\. Install Go"):
        shell.output(["go", "version"])


def test_output_is_returned_and_errors_are_told(tmp_path: Path) -> None:
    assert shell.output(["printenv", "X"], env=dict(os.environ) | {"X": "1"}) == "1\n"
    with pytest.raises(LabError, match="cat /none failed with status 1: cat: /none: No such file"):
        shell.output(["cat", "/none"])
