"""Artifacts from Debian's archive; the machine's own packages stay untouched."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from platform_lab import catalogue, paths
from platform_lab.build import shell
from platform_lab.catalogue.sources import DebianSource, RootfsSource
from platform_lab.errors import LabError

# What slim images leave out.
EXCLUDED = ("man", "info", "locale", "doc", "groff", "lintian", "linda")


def unpack(part: str, source: DebianSource, target: Path) -> None:
    """Download packages and unpack them into ``target/root``."""
    root = target / "root"
    root.mkdir()
    with tempfile.TemporaryDirectory(dir=target) as scratch:
        # apt drops its rights to download; it needs a folder that it may write to.
        Path(scratch).chmod(0o777)
        shell.logged(part, [*_fresh_apt(), "download", *source.packages], cwd=Path(scratch))
        debs = sorted(Path(scratch).glob("*.deb"))
        if len(debs) != len(source.packages):
            raise LabError(f"{part}: apt downloaded {len(debs)} of {len(source.packages)} packages")
        for deb in debs:
            shell.logged(part, ["dpkg-deb", "--extract", deb, root])
        (target / "packages").write_text("".join(f"{deb.stem}\n" for deb in debs))


def make_rootfs(part: str, source: RootfsSource, target: Path) -> None:
    """Make ``target/rootfs.tar``: a minimal Debian without documentation."""
    options = target / ".apt"
    options.write_text(download_options())
    excluded = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in EXCLUDED]
    command: list[str | Path] = [
        "mmdebstrap",
        "--variant=minbase",
        f"--include={','.join(source.packages)}",
        f"--aptopt={options}",
        "--aptopt=Apt::Install-Recommends false",
        "--dpkgopt=force-unsafe-io",
        *excluded,
        "--dpkgopt=path-include=/usr/share/doc/*/copyright",
        # The machine's settings are for this build, not for the image.
        "--customize-hook=rm -f $1/etc/apt/apt.conf.d/99mmdebstrap",
        catalogue.load().debian.suite,
        target / "rootfs.tar",
    ]
    shell.logged(part, command)
    options.unlink()


@cache
def _fresh_apt() -> tuple[str, ...]:
    """apt-get with package lists of our own, fetched once per process: the machine's stay."""
    folder = paths.cache_dir() / "apt"
    (folder / "lists/partial").mkdir(parents=True, exist_ok=True)
    lists, packages = f"Dir::State::Lists={folder / 'lists'}", f"Dir::Cache={folder}"
    command = ("apt-get", "--option", lists, "--option", packages)
    shell.logged("apt", [*command, "update"])
    return command


def download_options() -> str:
    """The machine's own apt settings for downloads (proxies, mirrors' quirks), as apt.conf."""
    lines = shell.output(["apt-config", "dump", "--no-empty"]).splitlines()
    wanted = ("Acquire::http", "Acquire::https", "Acquire::Check-", "Acquire::Retries")
    return "".join(f"{line}\n" for line in lines if line.startswith(wanted))
