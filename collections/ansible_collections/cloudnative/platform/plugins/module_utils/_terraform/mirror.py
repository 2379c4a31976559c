# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Where Terraform gets its providers: a folder on this machine, or the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

# Folders in which machines without internet keep providers, besides those that Terraform itself
# looks into.
WELL_KNOWN = ("/opt/tf-plugins", "/opt/terraform/plugins", "/opt/terraform/providers")


def find_mirror(
    environ: Mapping[str, str], well_known: tuple[str, ...] = WELL_KNOWN
) -> Path | None:
    """The folder with providers to use; None where Terraform is to find them by itself.

    A configuration that the user has written (TF_CLI_CONFIG_FILE, ~/.terraformrc) says already
    where providers come from, so only TF_PLUGIN_MIRROR goes before it.

    Args:
        environ: environment variables of the process.
        well_known: folders to try.
    """
    named = environ.get("TF_PLUGIN_MIRROR")
    if named:
        return Path(named)
    if own_configuration(environ):
        return None
    return next((Path(path) for path in well_known if providers(Path(path))), None)


def own_configuration(environ: Mapping[str, str]) -> Path | None:
    """The user's own CLI configuration, if that file exists."""
    named = environ.get("TF_CLI_CONFIG_FILE")
    path = Path(named) if named else Path(environ.get("HOME", "/")) / ".terraformrc"
    return path if path.is_file() else None


def environment(work: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that point Terraform to a CLI configuration of ours, unless the user has one.

    Args:
        work: folder for the configuration.
        environ: environment variables of the process.
    """
    folder = find_mirror(environ)
    if folder is None and own_configuration(environ):
        return {}
    configuration = work / "terraform.tfrc"
    configuration.write_text(cli_configuration(folder))
    return {"TF_CLI_CONFIG_FILE": str(configuration)}


def providers(mirror: Path) -> list[str]:
    """Providers in a mirror, as addresses HOST/NAMESPACE/TYPE."""
    return sorted(set(_addresses(mirror)))


def _addresses(mirror: Path) -> Iterator[str]:
    # Unpacked: HOST/NAMESPACE/TYPE/VERSION/PLATFORM; packed: HOST/NAMESPACE/TYPE/*.zip.
    for pattern in ("*/*/*/*/*_*", "*/*/*/*.zip"):
        for path in mirror.glob(pattern):
            yield "/".join(path.relative_to(mirror).parts[:3])


def cli_configuration(mirror: Path | None) -> str:
    """The CLI configuration: the mirror for what it holds, the registry for everything else."""
    lines = ["# Written by role infrastructure.", "disable_checkpoint = true"]
    if mirror:
        held = ", ".join(f'"{address}"' for address in providers(mirror))
        lines += [
            "provider_installation {",
            f'  filesystem_mirror {{ path = "{mirror}", include = [{held}] }}',
            f"  direct {{ exclude = [{held}] }}",
            "}",
        ]
    return "\n".join(lines) + "\n"
