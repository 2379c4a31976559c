# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""YAML in which every value still knows its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from .problems import Problem

ROOT = "file"
NOTHING = "tag:yaml.org,2002:null"
SCALARS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool")}


@dataclass(frozen=True)
class Part:
    """One value of the file.

    Attributes:
        value: parts by key, a list of parts, or a string, whole number, boolean or nothing.
        line: where its key is, or the value itself where it has none.
        place: the keys that lead to it, joined by dots.
    """

    value: Any
    line: int
    place: str

    def problem(self, text: str) -> Problem:
        """A mistake of this value."""
        return Problem(self.line, self.place, text)


def parse(text: str) -> tuple[Part, list[Problem]]:
    """The file as parts, and the keys that are given twice; of those the last one counts."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        problem = Problem(mark.line + 1 if mark else 1, ROOT, f"not YAML: {what}")
        return Part(None, 1, ROOT), [problem]
    problems: list[Problem] = []
    try:
        return _part(node, 1, "", problems), problems
    except RecursionError:
        return Part(None, 1, ROOT), [Problem(1, ROOT, "an alias refers to what it lies in")]


def _part(node: yaml.Node | None, line: int, place: str, problems: list[Problem]) -> Part:
    value: Any = None
    if isinstance(node, yaml.MappingNode):
        value = dict(_entries(node, place, problems))
    elif isinstance(node, yaml.SequenceNode):
        value = [_part(one, one.start_mark.line + 1, place, problems) for one in node.value]
    elif node is not None:
        value = _scalar(node)
        if value is None and node.tag != NOTHING:
            problems.append(Problem(line, place or ROOT, f"{node.value!r} is no plain value"))
    return Part(value, line, place or ROOT)


def _scalar(node: yaml.Node) -> str | int | bool | None:
    """The value; None also for what is none of these, such as a date."""
    if node.tag not in SCALARS:
        return None
    try:
        value: str | int | bool = yaml.SafeLoader("").construct_object(node)
    except ValueError:
        return None
    return value


def _entries(
    node: yaml.MappingNode, place: str, problems: list[Problem]
) -> Iterator[tuple[str, Part]]:
    first: dict[str, int] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        part = _part(value, line, f"{place}.{name}" if place else name, problems)
        if name in first:
            problems.append(part.problem(f"given twice, first in line {first[name]}"))
        first.setdefault(name, line)
        yield name, part
