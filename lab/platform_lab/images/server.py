"""The registry program: its settings, and room for what no tag names any more."""

from __future__ import annotations

from pathlib import Path

import yaml

from platform_lab import paths
from platform_lab.build import shell, store


def settings(address: str) -> Path:
    """Write the registry's settings file; its images lie in the cache and survive the lab.

    Args:
        address: ``host:port`` to listen on.
    """
    folder = paths.cache_dir() / "registry"
    folder.mkdir(exist_ok=True)
    file = folder / "config.yml"
    text = yaml.safe_dump(
        {
            "version": 0.1,
            "log": {"level": "warn", "accesslog": {"disabled": True}},
            "storage": {
                "filesystem": {"rootdirectory": str(folder / "data")},
                "delete": {"enabled": True},
            },
            "http": {"addr": address},
        }
    )
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
    return file


def command(address: str) -> list[str]:
    """The program and its arguments."""
    return [str(store.artifact("registry") / "bin/registry"), "serve", str(settings(address))]


def collect_garbage(address: str) -> None:
    """Free the room of images whose tag has moved on; nothing may be pushed meanwhile."""
    program = store.artifact("registry") / "bin/registry"
    file = settings(address)
    if (file.parent / "data").is_dir():
        shell.logged("registry", [program, "garbage-collect", "--delete-untagged", file])
