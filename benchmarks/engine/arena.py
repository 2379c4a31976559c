"""Where contestants meet: one server, the programs, and one environment for all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kube.server import KubeServer, binary

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "benchmarks/engine"
RIVALS = ("argocd", "flux")
# Proxies and settings of the user must not take part.
LEFT_OUT = ("ANSIBLE_", "KUBE", "PYTHON", "HELM_")


@dataclass(frozen=True)
class Arena:
    """A running server and a scratch folder."""

    server: KubeServer
    folder: Path

    @property
    def kubeconfig(self) -> str:
        """Path of the administrator's kubeconfig."""
        return str(self.server.folder / "kubeconfig")

    @property
    def kubectl(self) -> list[str]:
        """kubectl as the administrator."""
        return [binary("kubectl", "kubernetes"), f"--kubeconfig={self.kubeconfig}"]

    @property
    def helm(self) -> list[str]:
        """helm as the administrator."""
        return [binary("helm", "helm"), f"--kubeconfig={self.kubeconfig}"]

    @property
    def environment(self) -> dict[str, str]:
        """Variables for all programs; caches of discovery and of Python's bytecode are kept."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(LEFT_OUT) and not name.lower().endswith("_proxy")
        }
        return kept | {
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT / "collections"),
            "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode"),
            "ANSIBLE_CONFIG": str(ENGINE / "ansible.cfg"),
        }

    def write(self, name: str, content: Any) -> str:
        """Write JSON under a name and return the path."""
        path = self.folder / name
        path.write_text(json.dumps(content))
        return str(path)

    def write_manifests(self, name: str, documents: Iterable[Any]) -> str:
        """Write a YAML stream under a name and return the path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump_all(documents))
        return str(path)


@cache
def build_rivals() -> Path:
    """Compile the Go programs into the user's cache, once for each state of their sources.

    Returns the folder of the programs. Raises CalledProcessError.
    """
    source = ENGINE / "rivals"
    files = sorted(path for path in source.rglob("*") if path.is_file())
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    target = cache / "cloudnative-platform" / f"rivals-{digest}"
    if not all((target / name).is_file() for name in RIVALS):
        target.mkdir(parents=True, exist_ok=True)
        flags = ["-mod=readonly", "-trimpath", "-ldflags=-s -w", "-o", f"{target}/"]
        environment = os.environ | {"CGO_ENABLED": "0", "GOWORK": "off", "GOTOOLCHAIN": "auto"}
        packages = [f"./{name}" for name in RIVALS]
        subprocess.run(["go", "build", *flags, *packages], cwd=source, env=environment, check=True)
    return target


def python_program(name: str) -> str:
    """Path of a program of this Python's environment, such as ansible-playbook."""
    path = Path(sys.executable).with_name(name)
    found = str(path) if path.is_file() else shutil.which(name)
    if not found:
        raise FileNotFoundError(f"{name} is not installed beside {sys.executable}")
    return found
