"""The commands ``registry`` and ``images``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from platform_lab.build.commands import add_source
from platform_lab.build.make import hold_cache, progress
from platform_lab.images import make, service, up
from platform_lab.images.registry import Registry

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def register(subparsers: Subparsers) -> None:
    """Add the commands of this package."""
    registry = subparsers.add_parser("registry", help="the lab's registry of images")
    _registry_commands(registry.add_subparsers(required=True, metavar="COMMAND"))
    images = subparsers.add_parser("images", help="make images and push them")
    _image_commands(images.add_subparsers(required=True, metavar="COMMAND"))


def _registry_commands(commands: Subparsers) -> None:
    everything = commands.add_parser("up", help="make all artifacts and images, and serve them")
    everything.add_argument("--check", action="store_true", help="only say what is missing")
    everything.add_argument("--keep-caches", action="store_true", help="leave Go's caches filled")
    add_source(everything)
    everything.set_defaults(run=run_up)
    start = commands.add_parser("start", help="start the registry, make nothing else")
    start.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    start.set_defaults(run=run_start)


def _image_commands(commands: Subparsers) -> None:
    some = commands.add_parser("make", help="make images of the catalogue")
    some.add_argument("names", nargs="*", metavar="IMAGE|COMPONENT", help="default: all")
    add_source(some)
    _common(some)
    some.set_defaults(run=run_make)
    one = commands.add_parser("build-service", help="build the Dockerfile of a service")
    one.add_argument("service", help="folder below services/")
    one.add_argument(
        "--services", type=Path, help="folder of all services (default: this project's)"
    )
    one.add_argument("--timestamp", type=int, help="when it was made, in seconds since 1970")
    one.add_argument("--tag", help="default: the key of its content")
    one.add_argument("--repository", help="name of the image (default: the service's)")
    _common(one)
    one.set_defaults(run=run_build_service)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--registry", metavar="HOST:PORT", help="default: the lab's")
    parser.add_argument("--check", action="store_true", help="only say what would be made")


def run_up(args: argparse.Namespace) -> dict[str, object]:
    """Make and serve everything."""
    if args.check:
        return up.check(args.source)
    hold_cache(args.owner)
    return up.up(progress(), args.source, args.keep_caches)


def run_start(args: argparse.Namespace) -> dict[str, object]:
    """Start the registry."""
    registry = up.lab_registry()
    if args.check:
        return {"changed": not registry.answers(), "registry": registry.address}
    hold_cache(args.owner)
    return {"changed": up.start(progress()), "registry": registry.address}


def run_make(args: argparse.Namespace) -> dict[str, object]:
    """Make the named images."""
    registry = _registry(args)
    names = make.wanted(args.names)
    if args.check:
        made = make.missing(names, registry, args.source)
    else:
        hold_cache(args.owner)
        made = make.build(names, registry, progress(), args.source)
    return {"changed": bool(made), "images": made, "registry": registry.address}


def run_build_service(args: argparse.Namespace) -> dict[str, object]:
    """Build and push the image of a service."""
    registry = _registry(args)
    repository = args.repository or args.service
    folder = service.service_folder(args.service, args.services)
    tag = args.tag or service.service_key(folder)
    if args.check:
        changed = not service.is_built(folder, repository, tag, registry)
    else:
        hold_cache(args.owner)
        say = progress()
        changed = service.build_service(folder, repository, tag, registry, say, args.timestamp)
    digest = registry.digest(repository, tag) or ""
    return {"changed": changed, "image": f"{repository}:{tag}", "tag": tag, "digest": digest}


def _registry(args: argparse.Namespace) -> Registry:
    return Registry(args.registry) if args.registry else up.lab_registry()
