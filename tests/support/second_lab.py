"""A second lab beside the user's own: tests may break it as they like."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from platform_lab import hosts, paths
from platform_lab.build import artifact

ROOT = Path(__file__).parents[2]
STATE = Path("/var/lib/cloudnative-platform-test")
NETWORK = "172.31.250.0/24"


def in_environment[Result](environment: Mapping[str, str], call: Callable[[], Result]) -> Result:
    """Call code in this process with other environment variables."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        return call()
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass(frozen=True)
class SecondLab:
    """Its own state folder and network; artifacts and images are the user's."""

    state: Path = STATE
    network: str = NETWORK

    @property
    def environment(self) -> dict[str, str]:
        """What makes a command mean this lab."""
        own = {"PLATFORM_LAB_STATE": str(self.state), "PLATFORM_LAB_NETWORK": self.network}
        return dict(os.environ) | own

    def cli(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of the lab."""
        command = [sys.executable, "-m", "platform_lab", *arguments]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def answer(self, *arguments: str) -> dict[str, Any]:
        """The JSON that a command of the lab prints."""
        found: dict[str, Any] = json.loads(self.cli(*arguments).stdout)
        return found

    def kubectl(self, *arguments: str, input: str | None = None) -> str:
        """Run kubectl as its administrator."""
        config = self.state / "hosts/node1/admin.conf"
        program = str(artifact("kubernetes") / "bin/kubectl")
        command = [program, f"--kubeconfig={config}", *arguments]
        done = subprocess.run(command, input=input, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def serve_images(self) -> None:
        """Start a registry on its host ``cloud`` that serves the images of the user's lab."""
        settings = self.state / "registry.yml"
        data = paths.cache_dir() / "registry/data"
        storage = {"filesystem": {"rootdirectory": str(data)}}
        http = {"addr": f"{self.within(hosts.cloud).ip}:5000"}
        settings.write_text(yaml.safe_dump({"version": 0.1, "storage": storage, "http": http}))
        command = [str(artifact("registry") / "bin/registry"), "serve", str(settings)]
        program = hosts.Program("registry", command)
        self.within(lambda: hosts.ensure_host(hosts.cloud()))
        self.within(lambda: hosts.ensure_program(hosts.cloud(), program))

    def within[Result](self, call: Callable[[], Result]) -> Result:
        """Call code of the lab so that it means this one."""
        return in_environment(self.environment, call)

    def make(self) -> None:
        """An empty state folder, after whatever an earlier run left is gone."""
        self.remove()
        self.state.mkdir(mode=0o700, parents=True)

    def remove(self) -> None:
        """End it and delete everything of it."""
        self.cli("down", "--wipe")
        shutil.rmtree(self.state, ignore_errors=True)
