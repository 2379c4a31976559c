"""Finds what a text of the project would install. Pure functions of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "url", "package", "provider", "forbidden"]

# Registry hosts: what looks like an image below one of them is one, wherever it stands.
_HOSTS = (
    "docker.io|quay.io|gcr.io|ghcr.io|registry.k8s.io|k8s.gcr.io|registry.istio.io|public.ecr.aws"
    "|mcr.microsoft.com|cr.fluentbit.io|docker.elastic.co"
)
_PATH = r"[a-z0-9][\w.-]*(?:/[a-z0-9][\w.-]*)*"
_UPSTREAM_IMAGE = re.compile(rf"(?<![\w.@/-])((?:{_HOSTS})/{_PATH}:[\w][\w.-]*)(?![\w/])")
# An image that a container or a build names, with or without a host.
_NAMED_IMAGE = re.compile(
    r"(?:\bimage:\s*|^\s*FROM\s+(?:--\S+\s+)*)[\"']?([a-z0-9][\w./:@-]*)", re.I
)
_DOWNLOAD = re.compile(
    r"(?:\b(?:curl|wget)\b[^\n]*?|\bget_url:[^\n]*\n(?:[^\n]*\n){0,4}?\s*url:\s*[\"']?"
    r"|\bkubectl\b[^\n]*?-f\s+|\bhelm\s+(?:pull|repo add)\b[^\n]*?|\bADD\s+|\bgit clone\b[^\n]*?)"
    r"(https?://[^\s\"'\\)]+)"
)
_APT_COMMAND = re.compile(r"\bapt(?:-get)?\b[^\n|;&]*?\binstall\b([^|;&>\n]*)")
_APT_MODULE = re.compile(
    r"\bapt:[ ]*\n(?:[ ]+(?!name:|pkg:)\S[^\n]*\n)*?[ ]+(?:name|pkg):"
    r"(?P<names>[ ]*(?:\[[^\]]*\]|(?:\n[ ]+-[ ][^\n]+)+|[^\n{]+))"
)
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9.+-]+")
_PROVIDER = re.compile(r"^\s*source\s*=\s*\"([^\"]+)\"", re.MULTILINE)
_LOCAL = ("127.0.0.1", "localhost", "[::1]", "172.30.0.")
_FORBIDDEN = (
    # The project's own package comes without hashes, and without anything else.
    (
        re.compile(r"\bpip3?\s+install\b(?![^\n]*(?:--require-hashes|--editable \.))[^\n]*"),
        "pip without hashes",
    ),
    (
        re.compile(r"\bgo\s+(?:install|get)\s+[^\s]*\.[^\s]*/[^\s]*"),
        "go fetches a module by itself",
    ),
    (re.compile(r"\bnpm\s+(?:install|i)\s+[^\s-][^\n]*"), "npm without a lock file"),
)


@dataclass(frozen=True)
class Found:
    """Something that would be installed.

    Attributes:
        kind: what it is.
        name: image reference, address, package or provider.
        line: where, counted from 1.
    """

    kind: Kind
    name: str
    line: int


def scan(text: str, suffix: str) -> list[Found]:
    """What a file would install.

    Args:
        text: its content.
        suffix: its file name suffix, or ``Dockerfile``.
    """
    plain = _join(_without_comments(text, suffix))
    finders = [_images, _downloads, _apt, _forbidden]
    if suffix == ".tf":
        finders = [_images, _providers]
    found = [item for finder in finders for item in finder(plain)]
    return sorted(set(found), key=lambda item: (item.line, item.kind, item.name))


def _images(text: str) -> Iterator[Found]:
    for match in _UPSTREAM_IMAGE.finditer(text):
        yield Found("image", match[1], _line(text, match.start()))
    for number, line in enumerate(text.splitlines(), start=1):
        for match in _NAMED_IMAGE.finditer(line):
            # A template, a stage of the same Dockerfile, or the word in prose is no reference.
            if ":" in match[1].strip(":") or "/" in match[1]:
                yield Found("image", match[1], number)


def _downloads(text: str) -> Iterator[Found]:
    for match in _DOWNLOAD.finditer(text):
        host = match[1].split("/")[2]
        if not host.startswith(_LOCAL) and "$" not in host and "{" not in host:
            yield Found("url", match[1], _line(text, match.start(1)))


def _apt(text: str) -> Iterator[Found]:
    for match in _APT_COMMAND.finditer(text):
        words = [word.strip("\"',[]()") for word in match[1].split()]
        for word in words:
            if _PACKAGE.fullmatch(word):
                yield Found("package", word, _line(text, match.start()))
    for match in _APT_MODULE.finditer(text):
        for word in _PACKAGE.findall(match["names"]):
            yield Found("package", word, _line(text, match.start()))


def _providers(text: str) -> Iterator[Found]:
    for match in _PROVIDER.finditer(text):
        if not match[1].startswith("."):
            yield Found("provider", match[1], _line(text, match.start(1)))


def _forbidden(text: str) -> Iterator[Found]:
    for pattern, reason in _FORBIDDEN:
        for match in pattern.finditer(text):
            yield Found("forbidden", f"{reason}: {match[0].strip()}", _line(text, match.start()))


def _without_comments(text: str, suffix: str) -> str:
    if suffix == ".py":
        return text
    return "\n".join("" if line.lstrip().startswith("#") else line for line in text.split("\n"))


def _join(text: str) -> str:
    """Continued lines as one, without losing the count of lines."""
    joined: list[str] = []
    pending = 0
    for line in text.split("\n"):
        if pending:
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
        if line.endswith("\\"):
            joined[-1] = joined[-1].rstrip("\\").rstrip()
            pending += 1
        elif pending:
            joined.extend([""] * pending)
            pending = 0
    return "\n".join(joined)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
