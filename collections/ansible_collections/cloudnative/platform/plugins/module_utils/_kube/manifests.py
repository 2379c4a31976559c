# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads objects from definitions, files, folders and Kustomize folders."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .errors import ManifestError
from .objects import Object

SUFFIXES = {".yml", ".yaml", ".json"}
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
INT, FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
OTHERWISE = {"tag:yaml.org,2002:timestamp", INT, FLOAT}
KUSTOMIZE_TIMEOUT = 300


class Loader(BaseLoader):  # type: ignore[misc]
    """Reads YAML as kubectl does, which knows no dates and no numbers to the base of 60."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in OTHERWISE]
        for first, resolvers in BaseLoader.yaml_implicit_resolvers.items()
    }


# Like YAML 1.1, but 22:22 stays a text.
Loader.add_implicit_resolver(
    INT,
    re.compile(r"^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)$"),
    list("-+0123456789"),
)
Loader.add_implicit_resolver(
    FLOAT,
    re.compile(
        r"^[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*|[0-9]+)([eE][-+]?[0-9]+)?$"
        r"|^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$"
    ),
    list("-+0123456789."),
)


class Loaded(NamedTuple):
    """One object and where it was found: ``file:line``, or the place in a definition."""

    body: Object
    source: str


def gather(
    definition: Any = None,
    src: list[str] | None = None,
    kustomize: str | None = None,
    kustomize_binary: str | None = None,
) -> list[Loaded]:
    """All objects of a set, checked for shape. Raises ManifestError."""
    found = list(_from_value(definition, "definition"))
    for name in src or []:
        found += _from_path(Path(name).expanduser())
    if kustomize:
        found += _from_text(build(kustomize, kustomize_binary), kustomize)
    return [loaded for entry in found for loaded in _flat(entry)]


def build(folder: str, binary: str | None = None) -> str:
    """What Kustomize makes of a folder. ``binary`` is kustomize or kubectl; None looks on PATH."""
    program = binary or shutil.which("kustomize") or shutil.which("kubectl")
    if not program or not shutil.which(program):
        name = binary or "kustomize or kubectl"
        raise ManifestError(f"{name} is needed to build {folder}, but is not installed")
    verb = "kustomize" if Path(program).name.startswith("kubectl") else "build"
    try:
        done = subprocess.run(
            [program, verb, folder],
            capture_output=True,
            text=True,
            timeout=KUSTOMIZE_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ManifestError(f"{program} could not build {folder}: {error}") from error
    if done.returncode:
        raise ManifestError(f"{program} {verb} {folder} failed: {done.stderr.strip()}")
    return done.stdout


def _from_value(value: Any, source: str) -> Iterator[Loaded]:
    """Objects of a module argument: a mapping, a YAML text, or a list of both."""
    if value is None or value == "":
        return
    if isinstance(value, str):
        yield from _from_text(value, source)
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _from_value(entry, f"{source}[{number}]")
    else:
        yield Loaded(value, source)


def _from_path(path: Path) -> list[Loaded]:
    if path.is_dir():
        if any((path / name).exists() for name in KUSTOMIZATIONS):
            raise ManifestError(f"{path} is a Kustomize folder: give it as 'kustomize', not 'src'")
        files = sorted(entry for entry in path.iterdir() if entry.suffix in SUFFIXES)
        if not files:
            raise ManifestError(f"{path} holds no .yml, .yaml or .json file")
        return [loaded for file in files for loaded in _from_path(file)]
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ManifestError(f"{path} does not exist") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(f"cannot read {path}: {error}") from error
    return list(_from_text(text, str(path)))


def _from_text(text: str, source: str) -> Iterator[Loaded]:
    """The objects of a YAML stream (JSON is YAML); empty documents are left out."""
    loader: Any = Loader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            line = node.start_mark.line + 1
            body = loader.construct_document(node)
            if body is not None:
                yield Loaded(body, f"{source}:{line}")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{source}:{mark.line + 1}" if mark else source
        problem = getattr(error, "problem", None) or error
        raise ManifestError(f"{place}: not valid YAML: {problem}") from error
    finally:
        loader.dispose()


def _flat(loaded: Loaded) -> Iterator[Loaded]:
    """Check the shape; a List becomes its items."""
    body, source = loaded
    if not isinstance(body, dict):
        raise ManifestError(f"{source}: not a Kubernetes object but {type(body).__name__}")
    for key in ("apiVersion", "kind"):
        if not isinstance(body.get(key), str) or not body[key]:
            raise ManifestError(f"{source}: the object has no {key}")
    if body["kind"].endswith("List") and isinstance(body.get("items"), list):
        for number, item in enumerate(body["items"]):
            yield from _flat(Loaded(item, f"{source} item {number}"))
        return
    metadata = body.get("metadata")
    if not isinstance(metadata, dict) or not metadata.get("name"):
        hint = " (generateName cannot be applied)" if "generateName" in (metadata or {}) else ""
        raise ManifestError(f"{source}: {body['kind']} has no metadata.name{hint}")
    yield loaded
