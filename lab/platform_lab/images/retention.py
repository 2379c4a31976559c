"""Bounds how many images of a service the registry keeps."""

from __future__ import annotations

from collections.abc import Mapping

from platform_lab.images import server
from platform_lab.images.registry import Registry

# Enough to go back to, and a service that is built all day does not fill the disk.
KEEP = 10


def forget_old(registry: Registry, name: str, keep: int = KEEP) -> list[str]:
    """Delete all but the newest images of a repository and free their room.

    Returns:
        Digests of the images that were deleted.
    """
    known = {tag: registry.made(name, tag) for tag in registry.tags(name)}
    gone = outdated(known, keep)
    for digest in gone:
        registry.delete(name, digest)
    if gone:
        server.collect_garbage(registry.address)
    return gone


def outdated(made: Mapping[str, tuple[str, str]], keep: int) -> list[str]:
    """Digests of the images beyond the ``keep`` newest.

    Args:
        made: tag to digest and time of creation (ISO 8601, UTC). Several tags may name one image.
        keep: how many images stay.
    """
    newest: dict[str, str] = {}
    for digest, created in made.values():
        newest[digest] = max(created, newest.get(digest, ""))
    return sorted(newest, key=newest.__getitem__, reverse=True)[keep:]
