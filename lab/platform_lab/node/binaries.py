"""Where a node's programs come from: folders of the artifact cache."""

from __future__ import annotations

from pathlib import Path

from platform_lab.build import artifact

# Debian's packages keep their programs where Debian puts them.
FOLDERS = {"cni-plugins": "root/usr/lib/cni", "runc": "root/usr/sbin"}
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def folder(name: str) -> Path:
    """Folder of an artifact's programs.

    Raises:
        LabError: the artifact is not built.
    """
    return artifact(name) / FOLDERS.get(name, "bin")


def binary(name: str, program: str) -> str:
    """Path of one program of an artifact."""
    return str(folder(name) / program)


def search_path() -> str:
    """PATH of a node's programs: containerd finds its shim and runc there."""
    own = [str(folder(name)) for name in ("kubernetes", "containerd", "runc")]
    return ":".join([*own, SYSTEM_PATH])
