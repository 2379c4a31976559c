"""Tools that the lab needs on the machine itself; none of them starts a daemon."""

from __future__ import annotations

import argparse
import os
import subprocess
from collections.abc import Sequence

from platform_lab import catalogue
from platform_lab.build import shell
from platform_lab.errors import LabError
from platform_lab.paths import cache_dir
from platform_lab.progress import Progress, Timings


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command ``tools``."""
    tools = subparsers.add_parser("tools", help="install the Debian packages the lab needs")
    tools.add_argument("--check", action="store_true", help="say what is missing, install nothing")
    tools.set_defaults(run=run)


def missing(wanted: Sequence[str]) -> list[str]:
    """Those Debian packages that the machine lacks."""
    command = ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *wanted]
    # It fails where it does not know one of the packages, and still lists the others.
    listing = subprocess.run(command, capture_output=True, text=True).stdout
    have = {line.split()[0] for line in listing.splitlines() if line.endswith(" installed")}
    return [name for name in wanted if name not in have]


def run(args: argparse.Namespace) -> dict[str, object]:
    """Install what is missing; returns its names.

    Raises:
        LabError: the machine is not Debian, or a package cannot be had.
    """
    try:
        names = missing(catalogue.load().debian.machine)
    except FileNotFoundError as error:
        raise LabError("the lab runs on Debian 12; this machine has no dpkg") from error
    if names and not args.check:
        install(names)
    return {"changed": bool(names), "installed": names}


def install(names: Sequence[str]) -> None:
    """Install Debian packages without what they only recommend.

    Raises:
        LabError: one cannot be had.
    """
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    progress = Progress(Timings(cache_dir() / "timings.json"))
    with progress.step(f"install {' '.join(names)}", expected=30):
        shell.logged("tools", ["apt-get", "update"], env=environment)
        install = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
        shell.logged("tools", install, env=environment)
