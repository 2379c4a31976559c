# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs the programs that turn folders into manifests."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .errors import ManifestError

# Seconds after which a program that makes manifests is given up.
TIMEOUT = 300
# Helm's advice to its own users.
NOISE = "Use --debug flag to render out invalid YAML"


def find(binary: str | None, names: Sequence[str], purpose: str) -> str:
    """Path of a program: ``binary`` if given, else the first of ``names`` on PATH.

    Raises ManifestError, which tells the ``purpose``, if it is not installed.
    """
    for name in [binary] if binary else names:
        path = shutil.which(name)
        if path:
            return path
    wanted = binary or " or ".join(names)
    raise ManifestError(f"{wanted} is needed to {purpose}, but is not installed")


def output(
    arguments: Sequence[str],
    purpose: str,
    text: str | None = None,
    folder: Path | None = None,
) -> str:
    """What a program prints, given ``text`` as its input and run in ``folder``.

    Raises ManifestError with its error.
    """
    try:
        done = subprocess.run(
            arguments,
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            text=True,
            cwd=folder,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ManifestError(f"{arguments[0]} could not {purpose}: {error}") from error
    if done.returncode:
        said = done.stderr.replace(NOISE, "").strip().removeprefix("Error: ")
        raise ManifestError(f"{arguments[0]} could not {purpose}: {said}")
    return done.stdout
