# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads what the checks compare with: the roles' interfaces and the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class SourceError(Exception):
    """A file of the project cannot be read; the text is written for the person who reads it."""


def role_options(roles: Path) -> dict[str, list[str]]:
    """Names of each role's options, by role.

    Raises:
        SourceError: an interface is no YAML.
    """
    options: dict[str, list[str]] = {}
    for path in sorted(roles.glob("*/meta/argument_specs.yml")):
        entries = _load(path).get("argument_specs", {}).values()
        options[path.parents[1].name] = sorted(
            name for entry in entries for name in entry.get("options", {})
        )
    return options


def components(catalogue: Path) -> dict[str, dict[str, Any]]:
    """Components of the catalogue by name.

    Raises:
        SourceError: the catalogue is missing or no YAML.
    """
    found: dict[str, dict[str, Any]] = _load(catalogue).get("components", {})
    return found


def _load(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise SourceError(f"cannot read {path}: {error}") from error
    if not isinstance(content, dict):
        raise SourceError(f"{path} must hold a mapping")
    return content
