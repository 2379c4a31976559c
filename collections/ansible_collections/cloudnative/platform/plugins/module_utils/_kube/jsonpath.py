# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
r"""JSONPath as ``kubectl wait --for=jsonpath=`` takes it, the part that people wait with.

Fields (``.status.phase``, ``.labels.app\.io/name``), quoted fields (``['a.b']``), indexes
(``[0]``, ``[-1]``), all entries (``[*]``, ``.*``) and filters (``[?(@.type=="Ready")]``, with
``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=`` or nothing: exists). Braces, a leading ``$`` and a
leading dot may be left out. What is missing in an object is no error: nothing is found there.

Libraries for JSONPath do not know kubectl's escaped dots and braces, and a module cannot bring
one along: its user would have to install it on every host.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, NoReturn

from .errors import ManifestError

Found = Iterator[Any]
TEXT = r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
FIELD = re.compile(r"(?:\\.|[^\s.\[\](){}'\"\\?@$,:=!<>])+")
INDEX = re.compile(r"\[\s*(-?\d+)\s*\]")
QUOTED = re.compile(rf"\[\s*({TEXT})\s*\]")
COMPARISON = re.compile(r"\s*(==|!=|<=|>=|<|>)\s*")
LITERAL = re.compile(rf"(?P<text>{TEXT})|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>true|false)")
SPACE = re.compile(r"\s*")
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Field(NamedTuple):
    """A member of a mapping."""

    name: str

    def of(self, value: Any) -> Found:
        """What the step finds in one value."""
        if isinstance(value, dict) and self.name in value:
            yield value[self.name]


class Index(NamedTuple):
    """An entry of a list; negative from its end."""

    number: int

    def of(self, value: Any) -> Found:
        """What the step finds in one value."""
        if isinstance(value, list) and -len(value) <= self.number < len(value):
            yield value[self.number]


class All(NamedTuple):
    """Every entry of a list, every value of a mapping."""

    def of(self, value: Any) -> Found:
        """What the step finds in one value."""
        if isinstance(value, list):
            yield from value
        elif isinstance(value, dict):
            yield from value.values()


class Where(NamedTuple):
    """The entries of a list for which a comparison holds; without one, in which a path exists."""

    path: tuple[Step, ...]
    compare: Callable[[Any, Any], bool] | None
    literal: Any

    def of(self, value: Any) -> Found:
        """What the step finds in one value."""
        for entry in value if isinstance(value, list) else ():
            if any(self._holds(found) for found in walk(self.path, entry)):
                yield entry

    def _holds(self, found: Any) -> bool:
        if self.compare is None:
            return True
        # Neither is 1 "1", nor is true 1.
        if _kind(found) is not _kind(self.literal):
            return self.compare is operator.ne
        return self.compare(found, self.literal)


Step = Field | Index | All | Where


def parse(text: str) -> tuple[Step, ...]:
    """The steps of a path. Raises ManifestError that names the place that is not understood."""
    path = text.strip()
    if path.startswith("{") and path.endswith("}"):
        path = path[1:-1].strip()
    # kubectl's relaxed form: status.phase
    return _Parser(text, path if path[:1] in {"$", "@", ".", "["} else f".{path}").whole()


def walk(path: Sequence[Step], value: Any) -> Found:
    """All values that a path leads to."""
    if not path:
        yield value
        return
    for found in path[0].of(value):
        yield from walk(path[1:], found)


def _kind(value: Any) -> type:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float
    return type(value)


class _Parser:
    """Reads a path from left to right."""

    def __init__(self, given: str, path: str):
        self.given = given
        self.text = path
        self.at = 0

    def whole(self) -> tuple[Step, ...]:
        steps = self._path()
        if self.at < len(self.text):
            self._refuse("is not understood")
        if not steps:
            self._refuse("names no field")
        return steps

    def _path(self) -> tuple[Step, ...]:
        if not self._take("$"):
            self._take("@")
        steps: list[Step] = []
        while (step := self._step()) is not None:
            steps.append(step)
        return tuple(steps)

    def _step(self) -> Step | None:
        if self._take("[?("):
            return self._filter()
        if self._take("[*]") or self._take(".*"):
            return All()
        if index := self._match(INDEX):
            return Index(int(index[1]))
        if quoted := self._match(QUOTED):
            return Field(_unquoted(quoted[1]))
        if self._take("."):
            name = self._match(FIELD)
            return Field(_unescaped(name[0])) if name else self._refuse("should start with a field")
        return None

    def _filter(self) -> Where:
        self._match(SPACE)
        path = self._path()
        compare, literal = None, None
        if comparison := self._match(COMPARISON):
            compare, literal = COMPARISONS[comparison[1]], self._literal()
        self._match(SPACE)
        if not self._take(")]"):
            self._refuse("is not understood in a filter")
        return Where(path, compare, literal)

    def _literal(self) -> str | float | bool:
        found = self._match(LITERAL)
        if not found:
            self._refuse("should start with a quoted text, a number, true or false")
        if found["text"]:
            return _unquoted(found["text"])
        return float(found["number"]) if found["number"] else found["word"] == "true"

    def _take(self, token: str) -> bool:
        there = self.text.startswith(token, self.at)
        self.at += len(token) if there else 0
        return there

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found

    def _refuse(self, why: str) -> NoReturn:
        rest = self.text[self.at :]
        where = f"{rest!r} {why}" if rest else f"the end {why}"
        raise ManifestError(
            f"JSONPath {self.given!r}: {where}. Understood are fields, ['quoted.fields'], [0], [*] "
            'and filters such as [?(@.type=="Ready")]'
        )


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _unquoted(text: str) -> str:
    return _unescaped(text[1:-1])
