# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Random changes to real objects."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

from kube.objects import Object
from kube.places import ABSENT, KINDS, LABELS, NOTES


def first(kind: str, namespace: str) -> Object:
    """The object before any change."""
    body = KINDS[kind][0](namespace)
    body["metadata"]["namespace"] = namespace
    return body


def places_of(kind: str) -> dict[str, list[Any]]:
    """Places in an object of a kind, and what may stand there."""
    return {"metadata.labels": LABELS, "metadata.annotations": NOTES, **KINDS[kind][1]}


def mutate(body: Object, kind: str, chance: Random) -> Object:
    """A copy with other things in one to three places."""
    changed, places = deepcopy(body), places_of(kind)
    for place in chance.sample(sorted(places), chance.randint(1, min(3, len(places)))):
        put(changed, place, deepcopy(chance.choice(places[place])))
    return changed


def put(body: Object, place: str, value: Any) -> None:
    """Put a value into a place such as ``spec.containers.0``; a ``~`` stands for a dot in a key."""
    *steps, last = [step.replace("~", ".") for step in place.split(".")]
    inner: Any = body
    for step in steps:
        inner = inner[int(step)] if isinstance(inner, list) else inner.setdefault(step, {})
    if isinstance(inner, list):
        inner[int(last) :] = [] if value is ABSENT else [value]
    elif value is ABSENT:
        inner.pop(last, None)
    else:
        inner[last] = value
