# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Modules as processes of their own, without a controller around them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

MODULES = "ansible_collections.cloudnative.platform.plugins.modules"
COLLECTIONS = Path(__file__).parents[2] / "collections"


def start_module(name: str, arguments: dict[str, Any]) -> subprocess.Popen[str]:
    """Start a module of the collection."""
    command = [sys.executable, "-m", f"{MODULES}.{name}"]
    process = subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": str(COLLECTIONS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": arguments}))
    process.stdin.close()
    process.stdin = None
    return process


def result_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Wait for a module and return what it answers; empty if it was killed."""
    out, errors = process.communicate(timeout=120)
    if process.returncode < 0:
        return {}
    assert out.strip(), errors
    result: dict[str, Any] = json.loads(out)
    return result


def run_module(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Run a module and return what it answers."""
    return result_of(start_module(name, arguments))
