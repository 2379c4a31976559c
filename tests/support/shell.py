"""Runs the commands that people type, and keeps what they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """One finished command.

    Attributes:
        status: its exit status.
        output: standard output and standard error, as they came.
        seconds: how long it took.
    """

    status: int
    output: str
    seconds: float

    def recap(self, counter: str) -> int:
        """Sum of one counter (``changed``, ``failed`` …) over all plays' hosts."""
        return sum(int(number) for number in re.findall(rf"\b{counter}=(\d+)", self.output))


class Shell:
    """Runs the commands that people type, showing what they print."""

    def __init__(self, config: pytest.Config) -> None:
        self._capture = config.pluginmanager.getplugin("capturemanager")

    def __call__(self, *command: str, **environment: str) -> Run:
        """Run ``command`` at the project's root until it ends."""
        start = time.monotonic()
        lines: list[str] = []
        with self._capture.global_and_fixture_disabled():
            # Standard output is lost where this is one of several processes.
            print(f"\n$ {' '.join(command)}", file=sys.stderr, flush=True)  # noqa: T201
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | {"ANSIBLE_NOCOLOR": "1"} | environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            assert process.stdout
            for line in process.stdout:
                lines.append(line)
                print(line, end="", file=sys.stderr, flush=True)  # noqa: T201
        return Run(process.wait(), "".join(lines), time.monotonic() - start)
