"""Builds programs from Go modules whose checksums the catalogue pins."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path

from platform_lab import paths
from platform_lab.build import shell
from platform_lab.build.files import copy_files
from platform_lab.catalogue.sources import GoModule, GoSource
from platform_lab.errors import LabError

# The same flags for every part, so that parts share what they compile.
# The linker drops debug tables anyway; not making them saves a tenth of the time, a quarter of the
# cache.
FLAGS = ("-trimpath", "-pgo=off", "-gcflags=all=-dwarf=false")
LINK_FLAGS = ("-s", "-w")


def environment(toolchain: str | None = None) -> dict[str, str]:
    """Variables for the go command: caches of our own, reproducible static programs."""
    cache_dir = paths.cache_dir() / "go"
    return dict(os.environ) | {
        "GOMODCACHE": str(cache_dir / "mod"),
        "GOCACHE": str(cache_dir / "build"),
        "GOFLAGS": "-buildvcs=false",
        "GOTOOLCHAIN": toolchain or "local",
        "GOWORK": "off",
        "CGO_ENABLED": "0",
        # Memory is plenty, and the compiler's garbage collector costs a quarter of the time.
        "GOGC": "800",
    }


def workspace(source: GoSource) -> Path | None:
    """Folder with the go.mod of our own, if the source has one.

    Raises:
        LabError: the folder is missing.
    """
    if source.workspace is None:
        return None
    path = paths.project_dir() / "lab/go" / source.workspace
    if not (path / "go.mod").is_file():
        raise LabError(f"{path}/go.mod is missing", "catalogue.yml names it as a workspace")
    return path


def release(source: GoSource) -> str:
    """The Go release that builds the source, such as ``go1.26.8``."""
    return source.toolchain or _installed()


@cache
def _installed() -> str:
    return shell.output(["go", "env", "GOVERSION"], env=environment()).strip()


def fetch(part: str, source: GoSource) -> None:
    """Download the modules that the programs import (and no others), checksums verified."""
    home = _home(source)
    if not source.programs:
        return
    # Listing the packages is what makes go download them; "go mod download" would also fetch
    # modules that only tests need, and some of those are not served.
    command = ["go", "list", "-mod=readonly", "-deps", *_tags(source), *source.programs.values()]
    shell.logged(part, command, cwd=home, env=environment(source.toolchain), quiet=True)


def build(part: str, source: GoSource, target: Path) -> None:
    """Compile the programs into ``target/bin`` and copy the files that the source names."""
    if source.programs:
        _compile(part, source, target)
    module = module_folder(*next(iter(source.modules.items())), source.toolchain)
    copy_files(module, source.files, target)


def _compile(part: str, source: GoSource, target: Path) -> None:
    home = _home(source)
    # One go build for all, so that what programs share is compiled once; then our own names.
    drafts = target / ".programs"
    drafts.mkdir()
    flags = ["-mod=readonly", *FLAGS, *_tags(source), f"-ldflags={link_flags(source)}"]
    command = ["go", "build", *flags, "-o", f"{drafts}/", *source.programs.values()]
    shell.logged(part, command, cwd=home, env=environment(source.toolchain))
    (target / "bin").mkdir()
    for program, package in source.programs.items():
        (drafts / binary_name(package, home)).rename(target / "bin" / program)
    drafts.rmdir()


def _tags(source: GoSource) -> list[str]:
    return [f"-tags={','.join(source.tags)}"] if source.tags else []


def link_flags(source: GoSource) -> str:
    """The linker's flags: no debug tables, and the versions."""
    return " ".join([*LINK_FLAGS, *(f"-X {name}={v}" for name, v in source.variables.items())])


def binary_name(package: str, home: Path) -> str:
    """The name go gives to a program: the last part of its import path but for ``/v2``."""
    if package == ".":
        path = re.search(r"^module (\S+)", (home / "go.mod").read_text(), re.MULTILINE)
        package = path[1] if path else package
    parts = package.split("/")
    return parts[-2] if re.fullmatch(r"v\d+", parts[-1]) else parts[-1]


@cache
def module_folder(path: str, module: GoModule, toolchain: str | None = None) -> Path:
    """Download one module and verify its checksum.

    Returns:
        The folder of its unpacked, read-only content.

    Raises:
        LabError: it is not served, or is not what the catalogue pins.
    """
    # The catalogue's checksum is the proof; the public database lacks some of the versions.
    env = environment(toolchain) | {"GONOSUMDB": path}
    answer = json.loads(
        shell.output(["go", "mod", "download", "-json", f"{path}@{module.version}"], env=env)
    )
    if answer.get("Sum") != module.sum:
        raise LabError(
            f"{path}@{module.version} has the checksum {answer.get('Sum')}, "
            f"but catalogue.yml pins {module.sum}",
            hint="Somebody changed the module or the pin: find out who before you go on",
        )
    return Path(answer["Dir"])


def _home(source: GoSource) -> Path:
    """The folder to build in, with all modules verified."""
    folders = [module_folder(*item, source.toolchain) for item in source.modules.items()]
    own = workspace(source)
    if own is None:
        return folders[0]
    required = (own / "go.mod").read_text()
    for path, module in source.modules.items():
        if f"{path} {module.version}" not in required:
            raise LabError(
                f"{own}/go.mod does not require {path} {module.version}",
                hint=f"Type in that folder: go get {path}@{module.version}",
            )
    return own
