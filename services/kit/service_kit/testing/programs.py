"""Where the servers that tests start lie: on the machine, or among the platform's artifacts."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]


class Program:
    """A program of a component of the catalogue.

    Args:
        component: its name in ``catalogue.yml``.
        path: where Debian's package has the program.
    """

    def __init__(self, component: str, path: Path) -> None:
        root = Path("/")
        if not path.exists():
            root = _artifact(component) / "root"
        self.path = root / path.relative_to("/")
        self.environment = {"PATH": f"{self.path.parent}:/usr/bin:/bin"}
        if root != Path("/"):
            self.environment["LD_LIBRARY_PATH"] = str(root / "usr" / "lib" / "x86_64-linux-gnu")


def free_port() -> int:
    """A local TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _artifact(component: str) -> Path:
    # A build waits for nobody, so none is started where there is nothing to build.
    if _lab("build", "--check", component)["changed"]:
        _lab("build", component)
    return Path(_lab("artifact", component)["artifacts"][component]["path"])


def _lab(*words: str) -> dict[str, dict[str, dict[str, str]]]:
    command = [sys.executable, "-m", "platform_lab", *words]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE)
    answer: dict[str, dict[str, dict[str, str]]] = json.loads(done.stdout)
    return answer
