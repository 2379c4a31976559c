"""Writes what a service is made of, as CycloneDX JSON: ``sbom.py FOLDER VERSION OUTPUT``.

For Python the packages of requirements.lock, for Go the modules that the program is linked from.
The same sources give the same file. Debian's packages of the base image are not in it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from pip_requirements_parser import RequirementsFile


class SbomError(Exception):
    """What a service is made of cannot be told; the message says why."""


def python_packages(lock: Path) -> list[Component]:
    """Packages of a requirements file, each with one version.

    Raises:
        SbomError: one has none, or a line cannot be read.
    """
    read = RequirementsFile.from_file(str(lock))
    loose = [line.line for line in read.invalid_lines]
    loose += [each.name for each in read.requirements if not each.get_pinned_version]
    if loose:
        raise SbomError(f"{lock}: no single version for {', '.join(map(str, loose))}")
    return [
        _library("pypi", "", str(each.name), str(each.get_pinned_version))
        for each in read.requirements
    ]


def go_modules(folder: Path) -> list[Component]:
    """Modules that the programs of a Go module are linked from.

    Raises:
        SbomError: Go cannot tell.
    """
    programs = _go_list(folder, '{{if eq .Name "main"}}{{.ImportPath}}{{end}}', "./...")
    form = "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}"
    return [_go_module(*line.split()) for line in _go_list(folder, form, "-deps", *programs)]


def _go_list(folder: Path, form: str, *words: str) -> list[str]:
    """Lines that ``go list`` prints, each once, in order."""
    command = ["go", "list", "-f", form, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SbomError(f"{folder}: {done.stderr.strip()}")
    return sorted({line for line in done.stdout.splitlines() if line})


def _go_module(path: str, version: str) -> Component:
    namespace, _, name = path.rpartition("/")
    return _library("golang", namespace, name, version)


def _library(kind: str, namespace: str, name: str, version: str) -> Component:
    url = PackageURL(kind, namespace or None, name, version)
    return Component(
        type=ComponentType.LIBRARY,
        group=namespace or None,
        name=name,
        version=version,
        purl=url,
        bom_ref=url.to_string(),
    )


def document(folder: Path, version: str) -> str:
    """The list of a service's contents as text.

    Args:
        folder: of the service.
        version: of the service: the commit that it is built from.

    Raises:
        SbomError: what it is made of cannot be told.
    """
    if (folder / "go.mod").is_file():
        parts = go_modules(folder)
    elif (folder / "requirements.lock").is_file():
        parts = python_packages(folder / "requirements.lock")
    else:
        raise SbomError(f"{folder} has neither go.mod nor requirements.lock")
    bom = Bom(components=parts)
    service = Component(
        type=ComponentType.APPLICATION, name=folder.name, version=version, bom_ref=folder.name
    )
    bom.metadata.component = service
    bom.register_dependency(service, parts)
    told = json.loads(JsonV1Dot6(bom).output_as_string())
    # These two differ between two runs over the same sources.
    told.pop("serialNumber")
    told["metadata"].pop("timestamp")
    return json.dumps(told, indent=2) + "\n"


def main() -> int:
    """Write the file; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("version")
    parser.add_argument("output", type=Path)
    args = parser.parse_args()
    try:
        text = document(args.folder.resolve(), args.version)
    except SbomError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    if args.output.is_file() and args.output.read_text(encoding="utf-8") == text:
        sys.stdout.write("unchanged\n")
        return 0
    args.output.write_text(text, encoding="utf-8")
    sys.stdout.write("written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
