"""The commands ``build`` and ``artifact``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from platform_lab import catalogue
from platform_lab.build import make, store
from platform_lab.build.upstream import SOURCES

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def register(subparsers: Subparsers) -> None:
    """Add the commands of this package."""
    build = subparsers.add_parser("build", help="make artifacts from package registries")
    build.add_argument("names", nargs="*", metavar="COMPONENT", help="default: all of the lab")
    build.add_argument("--check", action="store_true", help="say what is missing, build nothing")
    build.add_argument("--keep-caches", action="store_true", help="leave Go's caches filled")
    add_source(build)
    # The cache has its own lock: building does not touch the running lab.
    build.set_defaults(run=run_build, changes_lab=False)
    artifact = subparsers.add_parser("artifact", help="tell the folders of built artifacts")
    artifact.add_argument("names", nargs="*", metavar="COMPONENT", help="default: all built ones")
    artifact.set_defaults(run=run_artifact, changes_lab=False)


def add_source(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where artifacts and images come from."""
    parser.add_argument(
        "--source",
        choices=SOURCES,
        default="auto",
        help="upstream: only what upstream publishes; build: only package registries; "
        "auto: upstream where its digest is pinned and the internet answers (default)",
    )


def run_build(args: argparse.Namespace) -> dict[str, object]:
    """Build; returns what was (or would be) built and where everything lies."""
    names = make.wanted(args.names)
    todo = make.missing(names, args.source)
    if args.check:
        return {"changed": bool(todo), "built": todo}
    if todo:
        make.hold_cache(args.owner)
    built = make.build(names, make.progress(), args.source, args.keep_caches)
    return {
        "changed": bool(built),
        "built": built,
        "artifacts": {name: str(store.artifact(name)) for name in names},
    }


def run_artifact(args: argparse.Namespace) -> dict[str, object]:
    """Where artifacts lie, and their versions."""
    components = catalogue.load().components
    artifacts = {
        name: {"path": str(store.artifact(name)), "version": components[name].version}
        for name in args.names or make.finished()
    }
    return {"changed": False, "artifacts": artifacts}
