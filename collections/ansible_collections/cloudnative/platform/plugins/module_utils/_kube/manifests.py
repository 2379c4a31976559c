# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads objects from definitions, files, folders, templates, Kustomize folders and charts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from . import programs
from .charts import Chart, Sources, is_installed, render
from .errors import ManifestError
from .objects import Object

SUFFIXES = {".yml", ".yaml", ".json"}
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
BaseLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
INT, FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
OTHERWISE = {"tag:yaml.org,2002:timestamp", INT, FLOAT}


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
    """One object and where it was found: ``file:line``, or the place in a definition or chart."""

    body: Object
    source: str


def gather(
    definition: Any = None,
    src: Sequence[str] | None = None,
    templates: Sequence[str] | None = None,
    kustomize: str | None = None,
    kustomize_binary: str | None = None,
    charts: Sequence[Chart] = (),
    helm_binary: str | None = None,
) -> list[Loaded]:
    """All objects of a set, checked for shape. Raises ManifestError.

    ``templates`` are rendered texts, each below a line with its path (see ``titled``).
    """
    found = list(_from_value(definition, "definition"))
    for name in src or []:
        found += _from_path(Path(name).expanduser())
    for text in templates or []:
        found += _from_text(text.partition("\n")[2], title(text))
    if kustomize:
        found += _from_text(build(kustomize, kustomize_binary), kustomize)
    objects = [loaded for entry in found for loaded in _flat(entry)]
    for chart, text in zip(charts, render(charts, helm_binary), strict=True):
        objects += _from_chart(chart, text)
    return objects


def titled(path: str, text: str) -> str:
    """A rendered template below a line that tells its path."""
    return f"# {path}\n{text}"


def title(text: str) -> str:
    """The path of a rendered template."""
    return text.partition("\n")[0].removeprefix("# ")


def build(folder: str, binary: str | None = None) -> str:
    """What Kustomize makes of a folder. ``binary`` is kustomize or kubectl; None looks on PATH."""
    purpose = f"build {folder}"
    program = programs.find(binary, ["kustomize", "kubectl"], purpose)
    verb = "kustomize" if Path(program).name.startswith("kubectl") else "build"
    return programs.output([program, verb, folder], purpose)


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
    """The objects of a YAML stream, with their lines."""
    for line, body in _documents(text, source):
        yield Loaded(body, f"{source}:{line}")


def _from_chart(chart: Chart, text: str) -> Iterator[Loaded]:
    """The objects that a chart installs, in its namespace unless they name another."""
    sources = Sources(chart.name, text)
    for line, document in _documents(text, f"chart {chart.name}, rendered"):
        if not is_installed(document):
            continue
        for body, source in _flat(Loaded(document, sources.at(line))):
            namespace = body["metadata"].get("namespace") or chart.namespace
            yield Loaded({**body, "metadata": {**body["metadata"], "namespace": namespace}}, source)


def _documents(text: str, source: str) -> Iterator[tuple[int, Any]]:
    """First line and content of each document (JSON is YAML); empty ones are left out."""
    loader: Any = Loader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            body = loader.construct_document(node)
            if body is not None:
                yield node.start_mark.line + 1, body
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
