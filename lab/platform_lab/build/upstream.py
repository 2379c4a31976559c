"""Takes an artifact from where upstream publishes it, if its digest is pinned."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platform_lab.build.files import copy_files, unpack
from platform_lab.catalogue.sources import Download
from platform_lab.errors import LabError

# auto: upstream where the digest is pinned and the internet answers, else build.
Source = Literal["auto", "upstream", "build"]
SOURCES: tuple[Source, ...] = ("auto", "upstream", "build")

TIMEOUT = 20.0
PIN_HINT = "With internet, type: make catalogue-pin. Or set lab_registry_source to build"


def taken(what: str, digests: Sequence[str | None], host: str, source: Source) -> bool:
    """Whether something is taken from upstream rather than built.

    Args:
        what: names it in errors.
        digests: of all that would be taken; None where not recorded.
        host: where it would come from.
        source: what the user wants.

    Raises:
        LabError: the user wants upstream, but a digest is not recorded.
    """
    if source == "build" or not digests:
        return False
    pinned = all(digests)
    if source == "upstream" and not pinned:
        raise LabError(f"{what} is not installed from upstream: its digest is not pinned", PIN_HINT)
    return pinned and (source == "upstream" or online(host))


def install(part: str, downloads: Sequence[Download], target: Path) -> None:
    """Download, verify and place everything in ``target``."""
    for item in downloads:
        with tempfile.TemporaryDirectory(dir=target) as scratch:
            file = Path(scratch) / "download"
            found = fetch(part, item.url, file)
            if found != item.digest:
                raise LabError(
                    f"{part}: {item.url} has the digest {found}, but catalogue.yml pins "
                    f"{item.digest or 'none'}",
                    hint="Somebody changed the file or the pin: find out who before you go on",
                )
            if item.to:
                copy_files(Path(scratch), {item.to: "download"}, target)
            else:
                content = Path(scratch) / "content"
                unpack(file, content)
                copy_files(content, item.unpack, target)


def fetch(part: str, url: str, file: Path) -> str:
    """Download a file.

    Returns:
        Its digest as ``sha256:…``.

    Raises:
        LabError: the server does not answer or refuses.
    """
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer, file.open("wb") as out:  # noqa: S310 (the catalogue takes https only)
            shutil.copyfileobj(answer, out)
    except OSError as error:
        raise LabError(
            f"{part}: {url} cannot be downloaded: {error}",
            hint="Without internet, set lab_registry_source to build",
        ) from error
    with file.open("rb") as content:
        return f"sha256:{hashlib.file_digest(content, 'sha256').hexdigest()}"


def host_of(url: str) -> str:
    """The host part of an address."""
    return urlsplit(url).netloc


@cache
def online(host: str) -> bool:
    """Whether a host of the internet answers at all; asked once per process."""
    request = urllib.request.Request(f"https://{host}/", method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return True
    except urllib.error.HTTPError:
        # It refused this very page, so it is there.
        return True
    except OSError:
        return False
