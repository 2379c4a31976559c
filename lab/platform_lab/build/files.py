"""Takes chosen files out of a folder or an archive."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from platform_lab.errors import LabError


def unpack(archive: Path, target: Path) -> None:
    """Unpack a tar or zip archive; members that would land outside ``target`` are refused.

    Raises:
        LabError: it is neither, or is damaged or hostile.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as content:
                content.extractall(target)  # noqa: S202 (zipfile keeps members inside)
        else:
            with tarfile.open(archive) as packed:
                packed.extractall(target, filter="data")
    except (tarfile.TarError, zipfile.BadZipFile) as error:
        raise LabError(f"{archive.name} cannot be unpacked: {error}") from error


def copy_files(source: Path, files: Mapping[str, str], target: Path) -> None:
    """Copy files and folders; ``files`` maps the place in ``target`` to that in ``source``."""
    for to, origin in files.items():
        made = target / to
        made.parent.mkdir(parents=True, exist_ok=True)
        path = source / origin
        if path.is_dir():
            shutil.copytree(path, made)
        elif path.is_file():
            shutil.copyfile(path, made)
            made.chmod(0o755 if path.stat().st_mode & 0o100 or to.startswith("bin/") else 0o644)
        else:
            raise LabError(f"{source.name} does not contain {origin}, which catalogue.yml names")
