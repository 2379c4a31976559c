"""One server as a process."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

PATIENCE = 30.0  # seconds until a server is ready
STOPPING = 20.0  # seconds that a server has to end by itself


class Process:
    """A program that runs until it is stopped.

    Args:
        command: program and words.
        folder: where it runs.
        variables: its environment, beside this process's own.
        log: file that takes what it prints.
    """

    def __init__(
        self, command: Sequence[str], folder: Path, variables: Mapping[str, str], log: Path
    ) -> None:
        self.log = log
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                command, cwd=folder, env=os.environ | dict(variables), stdout=out, stderr=out
            )

    def ready(self, url: str) -> None:
        """Return as soon as ``url`` answers 200.

        Raises:
            RuntimeError: the program ended, or does not answer in time.
        """
        deadline = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (http)
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"{url} is not ready: {self.log.read_text()}")

    def stop(self) -> None:
        """Ask the program to end; kill it if it does not."""
        self._process.terminate()
        try:
            self._process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
