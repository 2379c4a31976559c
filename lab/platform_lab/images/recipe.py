"""What a Dockerfile needs: base images and artifacts. Pure functions of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CONTINUED = re.compile(r"\\[ \t]*\n")
_FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(?P<base>\S+)(?:\s+AS\s+(?P<stage>\S+))?", re.I)
_COPY_FROM = re.compile(
    r"^(?:COPY|ADD)\s.*?--from=(?P<source>\S+)|^RUN\s.*?,from=(?P<mount>[^\s,]+)", re.I
)
_APT = re.compile(r"apt(?:-get)?\s+(?:-\S+\s+)*install\s+(?P<words>[^&|;]*)")


@dataclass(frozen=True)
class Needs:
    """What a Dockerfile takes from elsewhere.

    Attributes:
        bases: images that its stages start from or copy from, ``scratch`` left out.
        contexts: other sources of ``COPY --from``: artifacts by component name.
    """

    bases: tuple[str, ...]
    contexts: tuple[str, ...]


def needs(dockerfile: str) -> Needs:
    """The images and named contexts that a Dockerfile refers to."""
    bases: list[str] = []
    contexts: list[str] = []
    stages: set[str] = set()
    for line in instructions(dockerfile):
        if match := _FROM.match(line):
            if match["base"] not in stages | {"scratch"}:
                bases.append(match["base"])
            stages.add(match["stage"] or "")
        elif match := _COPY_FROM.match(line):
            source = match["source"] or match["mount"]
            if source not in stages and not source.isdigit():
                (bases if "/" in source else contexts).append(source)
    return Needs(tuple(dict.fromkeys(bases)), tuple(dict.fromkeys(contexts)))


def apt_packages(dockerfile: str) -> set[str]:
    """Names of the packages that a Dockerfile's commands ask apt for."""
    found: set[str] = set()
    for line in instructions(dockerfile):
        for match in _APT.finditer(line):
            found |= {word for word in match["words"].split() if not word.startswith("-")}
    return found


def instructions(dockerfile: str) -> list[str]:
    """Its instructions, one per line: comments dropped, continued lines joined."""
    lines = [line for line in dockerfile.splitlines() if not line.lstrip().startswith("#")]
    joined = _CONTINUED.sub(" ", "\n".join(lines))
    return [line.strip() for line in joined.splitlines() if line.strip()]


def repository(name: str) -> str:
    """Path of an image in the lab's registry: its upstream name without the registry host."""
    host, slash, path = name.partition("/")
    return path if slash and ("." in host or ":" in host or host == "localhost") else name


def split(reference: str) -> tuple[str, str]:
    """Name and tag of an image reference; the tag is ``latest`` where none is given."""
    name, colon, tag = reference.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (reference, "latest")
