# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Who owns which field: the format fieldsV1 of managedFields, and paths as the server names them.

A path is a tuple of the format's own steps: ``f:spec`` a field, ``k:{"name":"web"}`` the entry of
a list with these keys, ``v:"x"`` a value in a set, ``i:0`` the entry at an index. Source: package
fieldpath of sigs.k8s.io/structured-merge-diff.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Path = tuple[str, ...]
Tree = Mapping[str, Any]


class Difference(NamedTuple):
    """A field with two values; None where there is none."""

    path: Path
    old: Any
    new: Any


def text_of(path: Path) -> str:
    """The path as the server writes it, such as ``.spec.ports[port=80,protocol="TCP"].name``."""
    return "".join(_step(step) for step in path)


def owned(tree: Tree, start: Path = ()) -> Iterator[Path]:
    """The paths that a fieldsV1 names: its leaves, and what it marks with a dot."""
    for step, inner in tree.items():
        if step == ".":
            continue
        if not inner or "." in inner:
            yield (*start, step)
        yield from owned(inner, (*start, step))


def owns(tree: Tree, path: Path) -> bool:
    """Whether a fieldsV1 names the path, something in it, or as a leaf something that holds it."""
    for step in path:
        if step not in tree:
            return False
        tree = tree[step]
        if not tree:
            return True
    return True


def merged(trees: Sequence[Tree]) -> dict[str, Any]:
    """The union of fieldsV1 trees: it tells which lists have keys."""
    steps = dict.fromkeys(step for tree in trees for step in tree if step != ".")
    return {step: merged([tree[step] for tree in trees if step in tree]) for step in steps}


def value_at(body: Any, path: Path) -> Any:
    """What lies at a path; None if nothing does."""
    for step in path:
        if isinstance(body, dict) and step.startswith("f:"):
            body = body.get(step[2:])
        elif isinstance(body, list) and not step.startswith("f:"):
            body = _entry(body, step)
        else:
            return None
    return body


def differences(old: Any, new: Any, tree: Tree, start: Path = ()) -> Iterator[Difference]:
    """The smallest fields in which two states of an object differ; ``tree`` knows the lists."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            step = f"f:{key}"
            yield from differences(old.get(key), new.get(key), tree.get(step) or {}, (*start, step))
        return
    olds, news = _by_step(old, tree), _by_step(new, tree)
    if olds is None or news is None:
        yield Difference(start, old, new)
        return
    for step in dict.fromkeys((*olds, *news)):
        yield from differences(olds.get(step), news.get(step), tree.get(step) or {}, (*start, step))
    both = [step for step in olds if step in news]
    if both != [step for step in news if step in olds]:
        yield Difference(start, [_step(step) for step in olds], [_step(step) for step in news])


def _by_step(value: Any, tree: Tree) -> dict[str, Any] | None:
    """The entries of a list by the steps that name them; None if they cannot be told apart."""
    steps = [step for step in tree if step[:2] in ("k:", "v:")]
    if not isinstance(value, list) or not steps:
        return None
    if steps[0].startswith("v:"):
        named = {f"v:{_json(entry)}": entry for entry in value}
    else:
        keys = sorted(json.loads(steps[0][2:]))
        if not all(isinstance(entry, dict) for entry in value):
            return None
        named = {
            "k:" + _json({key: entry[key] for key in keys if key in entry}): entry
            for entry in value
        }
    return named if len(named) == len(value) else None


def _entry(entries: list[Any], step: str) -> Any:
    kind, _, text = step.partition(":")
    wanted = json.loads(text)
    if kind == "i":
        return entries[wanted] if wanted < len(entries) else None
    for entry in entries:
        if kind == "v" and entry == wanted:
            return entry
        if kind == "k" and isinstance(entry, dict) and wanted.items() <= entry.items():
            return entry
    return None


def _step(step: str) -> str:
    kind, _, text = step.partition(":")
    if kind == "f":
        return f".{text}"
    if kind == "v":
        return f"[={text}]"
    if kind == "k":
        keys = sorted(json.loads(text).items())
        return "[" + ",".join(f"{name}={_json(value)}" for name, value in keys) + "]"
    return f"[{text}]"


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def overlaid(below: Any, above: Any) -> Any:
    """A value with another laid over it: maps are joined, everything else is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    joined = {
        key: overlaid(below[key], value) if key in below else value for key, value in above.items()
    }
    return {**below, **joined}
