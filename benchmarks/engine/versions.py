"""The versions of everything that took part."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version

from benchmarks.engine.arena import ENGINE, Arena, python_program

from kube.server import binary

NUMBER = re.compile(r"v?(\d+\.\d+\.\d+\S*)")
MODULES = {
    "gitops-engine": "github.com/argoproj/argo-cd/gitops-engine/v3",
    "Flux ssa": "github.com/fluxcd/pkg/ssa",
}


def versions(arena: Arena) -> dict[str, str]:
    """Versions by name, as the programs tell them."""
    locked = (ENGINE / "rivals/go.mod").read_text()
    modules = {
        name: _number(line)
        for name, path in MODULES.items()
        for line in locked.splitlines()
        if line.split()[:1] == [path]
    }
    return {
        "processors": str(os.cpu_count()),
        "kube-apiserver": _told(binary("kube-apiserver", "kubernetes"), "--version"),
        "etcd": _told(binary("etcd", "etcd"), "--version"),
        "Python": platform.python_version(),
        "ansible-core": version("ansible-core"),
        "kubernetes.core": _collection(),
        "kubernetes (Python client)": version("kubernetes"),
        "kubectl": _told(*arena.kubectl, "version", "--client"),
        "helm": _told(*arena.helm, "version", "--short"),
        **modules,
    }


def _told(*command: str) -> str:
    return _number(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _collection() -> str:
    command = [python_program("ansible-galaxy"), "collection", "list", "kubernetes.core"]
    return _told(*command)


def _number(text: str) -> str:
    found = NUMBER.search(text)
    return found[1] if found else "unknown"
