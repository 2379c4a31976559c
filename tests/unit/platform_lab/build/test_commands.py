"""The commands ``build`` and ``artifact``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from platform_lab import lock
from platform_lab.__main__ import main
from platform_lab.build import make, store


def test_what_is_there_is_told_while_another_run_builds(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make, "PATIENCE", 0.0)
    store.place("tool").mkdir(parents=True)
    lock.take(cache / "build.lock", os.getppid())
    assert main(["build", "tool"]) == 0
    assert json.loads(capsys.readouterr().out)["built"] == []
    assert main(["build", "tool-kit"]) == 1
    assert "held by process" in capsys.readouterr().err
