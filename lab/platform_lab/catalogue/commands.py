"""The command ``catalogue``: check it, or record the digests of upstream."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from platform_lab import catalogue, paths
from platform_lab.catalogue import check, pin
from platform_lab.errors import LabError

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def register(subparsers: Subparsers) -> None:
    """Add the commands of this package."""
    parser = subparsers.add_parser("catalogue", help="check or pin catalogue.yml")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    checker = commands.add_parser("check", help="prove that nothing else is installed")
    checker.set_defaults(run=run_check, changes_lab=False)
    pinner = commands.add_parser("pin", help="record digests that are null; needs internet")
    pinner.add_argument("names", nargs="*", metavar="COMPONENT", help="default: all")
    pinner.set_defaults(run=run_pin, changes_lab=False)


def run_check(args: argparse.Namespace) -> dict[str, object]:
    """Check the catalogue and the project.

    Raises:
        LabError: something is installed that the catalogue does not name.
    """
    known = catalogue.load()
    problems = check.check(known, paths.project_dir())
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise LabError(f"not all that is installed is pinned:\n{lines}", "Add it to catalogue.yml")
    return {"changed": False, "components": len(known.components), "images": len(known.images())}


def run_pin(args: argparse.Namespace) -> dict[str, object]:
    """Record what is not pinned yet."""
    for name in args.names:
        catalogue.load().component(name)
    pinned = pin.pin(paths.project_dir() / "catalogue.yml", args.names)
    return {"changed": bool(pinned), "pinned": pinned}
