"""Records digests of upstream files and images in catalogue.yml, comments kept."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

from platform_lab.build import shell, upstream
from platform_lab.catalogue.load import parse
from platform_lab.errors import LabError

UNKNOWN = "digest: null"


def pin(file: Path, names: Collection[str] = ()) -> list[str]:
    """Record each digest that is null.

    What cannot be asked for is told on standard error and stays null, so that one server that
    is down does not stop the rest.

    Args:
        file: the catalogue.
        names: components to look at; all where empty.

    Returns:
        Addresses and images whose digest was recorded.
    """
    text = file.read_text()
    recorded = []
    for key, ask in unpinned(text, str(file), names):
        try:
            digest = ask()
        except LabError as error:
            sys.stderr.write(f"not pinned: {error}\n")
            continue
        text = record(text, key, digest)
        # A catalogue that cannot be read any more must not replace one that can.
        parse(text, str(file))
        file.write_text(text)
        recorded.append(key)
    return recorded


def unpinned(
    text: str, origin: str, names: Collection[str] = ()
) -> list[tuple[str, Callable[[], str]]]:
    """What has no digest yet: its key in the file, and a function that asks upstream."""
    found: list[tuple[str, Callable[[], str]]] = []
    for name, component in parse(text, origin).components.items():
        if names and name not in names:
            continue
        for item in component.upstream:
            if item.digest is None:
                found.append((item.url, lambda url=item.url: file_digest(url)))  # type: ignore[misc]
        for image, entry in component.images.items():
            if entry.digest is None:
                reference = f"{image}:{entry.tag}"
                found.append((image, lambda ref=reference: image_digest(ref)))  # type: ignore[misc]
    return found


def record(text: str, key: str, digest: str) -> str:
    """The catalogue's text with the first null digest after ``key`` replaced.

    Raises:
        LabError: the entry has no null digest of its own.
    """
    start = re.search(rf"{re.escape(key)}(?=[\"':,\s])", text)
    place = text.find(UNKNOWN, start.end()) if start else -1
    between = text[start.end() : place] if start else ""
    if place < 0 or "url:" in between or between.count("tag:") > 1:
        raise LabError(f"catalogue.yml has no open digest for {key}")
    return text[:place] + f"digest: {digest}" + text[place + len(UNKNOWN) :]


def file_digest(url: str) -> str:
    """Digest of a file, by downloading it."""
    with tempfile.TemporaryDirectory() as folder:
        return upstream.fetch("pin", url, Path(folder) / "download")


def image_digest(reference: str) -> str:
    """Digest of the manifest that an image reference names now."""
    words = ["skopeo", "inspect", "--format", "{{.Digest}}", f"docker://{reference}"]
    return shell.output(words).strip()
