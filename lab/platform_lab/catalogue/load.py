"""Reads and validates catalogue.yml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from platform_lab import paths
from platform_lab.catalogue.model import Catalogue
from platform_lab.errors import LabError


class _UniqueKeys(yaml.SafeLoader):
    """YAML in which the same key twice is an error, not a silent loss of the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} appears twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def parse(text: str, origin: str) -> Catalogue:
    """The catalogue that ``text`` holds.

    Args:
        text: YAML.
        origin: its name in errors.

    Raises:
        LabError: it is no YAML, or says something that a catalogue cannot say.
    """
    try:
        data = yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        raise LabError(f"{origin} is not valid YAML: {error}") from error
    try:
        return Catalogue.model_validate(data)
    except ValidationError as error:
        problems = "\n".join(f"  {_problem(dict(e))}" for e in error.errors())
        raise LabError(
            f"{origin} is not a valid catalogue:\n{problems}",
            hint="docs/catalogue.md describes each key",
        ) from error


@cache
def load(path: Path | None = None) -> Catalogue:
    """The project's catalogue, or the one at ``path``; read once per process."""
    path = path or paths.project_dir() / "catalogue.yml"
    try:
        return parse(path.read_text(), str(path))
    except OSError as error:
        raise LabError(f"the catalogue cannot be read: {error}") from error


def _problem(error: dict[str, Any]) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "catalogue"
    kinds = {"missing": "this key is missing", "extra_forbidden": "unknown key"}
    message = kinds.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{where}: {message}"
