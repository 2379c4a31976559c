# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of the programs that the platform calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .model import Check

Version = tuple[int, ...]


@dataclass(frozen=True)
class Tool:
    """A program and the oldest version that serves.

    Attributes:
        least: oldest version; None where any serves.
        fix: how to get it.
        lab_only: whether only the lab needs it.
    """

    least: Version | None
    fix: str
    lab_only: bool = False


TOOLS: dict[str, Tool] = {
    # Native lock files of the S3 backend came with 1.10.
    "terraform": Tool((1, 10), "Install it from developer.hashicorp.com/terraform/install"),
    "python": Tool((3, 12), "Type make setup, which finds or fetches one"),
    "ansible-core": Tool((2, 20), "Type make setup"),
    # 1.21 is the first that fetches the toolchain which a component asks for.
    "go": Tool((1, 21), "Install it from go.dev/dl", lab_only=True),
    "git": Tool(None, "apt-get install git", lab_only=True),
    "make": Tool(None, "apt-get install make", lab_only=True),
}


def parse_version(said: str) -> Version | None:
    """The first version number in what a program says of itself; None without one."""
    found = re.search(r"\d+(\.\d+)+", said)
    return tuple(int(part) for part in found.group().split(".")) if found else None


def check_tools(said: Mapping[str, str | None], lab: bool) -> Iterator[Check]:
    """Programs that are missing or too old.

    Args:
        said: what each program answers when asked for its version; None where it is missing.
        lab: whether the lab's programs are needed too.
    """
    for name, tool in TOOLS.items():
        if tool.lab_only and not lab:
            continue
        answer = said.get(name)
        if answer is None:
            yield Check(name, "fail", "not found on PATH", tool.fix)
            continue
        version = parse_version(answer)
        shown = dotted(version) if version else "a version that it does not tell"
        if tool.least and (version is None or version < tool.least):
            yield Check(name, "fail", f"{shown} is older than {dotted(tool.least)}", tool.fix)
        else:
            yield Check(name, "ok", shown)


def dotted(version: Version) -> str:
    """A version as people write it."""
    return ".".join(str(part) for part in version)
