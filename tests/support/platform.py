"""The platform that ``make site`` built."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from platform_lab.build import artifact

STATE = Path(os.environ.get("PLATFORM_LAB_STATE") or "/var/lib/cloudnative-platform")
WORK = STATE / "lab"


def kubectl(*arguments: str) -> str:
    """Standard output of kubectl, with the kubeconfig that the platform made."""
    binary = artifact("kubernetes") / "bin/kubectl"
    command = [str(binary), f"--kubeconfig={WORK / 'kubeconfig'}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
