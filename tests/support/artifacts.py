"""Programs of the catalogue that tests need: from the cache, or built now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from platform_lab.build import artifact
from platform_lab.errors import LabError


class MissingArtifact(Exception):
    """The cache does not have it, and it could not be built."""


def built(name: str) -> Path:
    """The folder of an artifact, for example ``built("kustomize") / "bin" / "kustomize"``.

    Raises:
        MissingArtifact: with the end of what the build said.
    """
    try:
        return artifact(name)
    except LabError:
        command = [sys.executable, "-m", "platform_lab", "build", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingArtifact(done.stderr[-3000:]) from None
        return artifact(name)
