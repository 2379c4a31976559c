"""The pipeline's playbooks as people run them, over a repository of the test."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from support.artifacts import built

ROOT = Path(__file__).parents[2]


def play(book: str, variables: Mapping[str, Any], environ: Mapping[str, str]) -> tuple[int, str]:
    """Run a playbook with the lab's inventory: exit status, all output."""
    ansible = Path(sys.executable).with_name("ansible-playbook")
    command = [str(ansible), f"playbooks/{book}.yml", "-e", json.dumps(variables)]
    environment = os.environ | {"ANSIBLE_NOCOLOR": "1"} | environ
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@contextmanager
def registry(folder: Path) -> Iterator[str]:
    """A registry of its own on the loopback interface: its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": str(folder)}},
        "http": {"addr": address},
    }
    file = folder / "config.yml"
    file.write_text(yaml.safe_dump(settings))
    program = built("registry") / "bin/registry"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "serve", file], stdout=log, stderr=log)
    try:
        yield address
    finally:
        process.terminate()
        process.wait(10)


def manifest(address: str, name: str, tag: str) -> dict[str, Any]:
    """What a registry says of an image."""
    request = urllib.request.Request(
        f"http://{address}/v2/{name}/manifests/{tag}",
        headers={"Accept": "application/vnd.oci.image.manifest.v1+json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found
