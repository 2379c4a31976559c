# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Sees what processes show of themselves while they run: arguments, environment and files."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from kube.background import Repeating

INTERVAL = 0.02


class Watcher(Repeating):
    """Watches the processes that carry a mark in their environment, and a folder of theirs.

    ``seen``: what each place has shown, under its name.
    """

    def __init__(self, folder: Path):
        super().__init__(INTERVAL)
        self.folder = folder
        self.mark = uuid4().hex
        self.seen: dict[str, set[bytes]] = {"argv": set(), "environment": set(), "file": set()}
        self._read: dict[Path, int] = {}

    @property
    def environment(self) -> dict[str, str]:
        """What a process must be started with; its files then stay and lie in the folder."""
        return {
            "WATCHED": self.mark,
            "TMPDIR": str(self.folder),
            "HOME": str(self.folder),
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_REMOTE_TMP": str(self.folder / "remote"),
            "ANSIBLE_KEEP_REMOTE_FILES": "1",
            "ANSIBLE_LOG_PATH": str(self.folder / "log"),
        }

    def _stop(self) -> None:
        super()._stop()
        self._look_at_files()

    def leaks(self, values: Iterable[str]) -> dict[str, list[str]]:
        """Where each of the values was shown, as it is or in base64."""
        return {
            value: [place for place, shown in self.seen.items() if is_in(value, shown)]
            for value in values
        }

    def _step(self) -> None:
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                environ = (process / "environ").read_bytes()
                if self.mark.encode() in environ:
                    self.seen["environment"].add(environ)
                    self.seen["argv"].add((process / "cmdline").read_bytes())
        self._look_at_files()

    def _look_at_files(self) -> None:
        for path in self.folder.rglob("*"):
            with suppress(OSError):
                size = path.stat().st_size
                if path.is_file() and self._read.get(path) != size:
                    self._read[path] = size
                    self.seen["file"].add(path.read_bytes())


def is_in(value: str, shown: Iterable[bytes]) -> bool:
    """Whether any text shows a value, as it is or in base64."""
    forms = (value.encode(), base64.b64encode(value.encode()).rstrip(b"="))
    return any(form in text for text in shown for form in forms)
