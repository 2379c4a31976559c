# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What check mode tells is what then happens: the same diff to the byte, the same ``changed``."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from kube.mutations import first, mutate
from kube.objects import Object, widget_crd
from kube.places import KINDS
from kube.test_drift import states

Apply = Callable[..., list[Any]]
ROUNDS = 24
OTHERS = ("kubectl-edit", "their-controller")


@pytest.fixture(scope="module")
def widgets(client: Any) -> Iterator[None]:
    """The kind Widget, with a list of numbers."""
    from kube.conftest import apply_objects

    crd = widget_crd("truth.example")
    spec = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]
    spec["properties"]["list"] = {"type": "array", "items": {"type": "integer"}}
    apply_objects(client, [crd])
    yield


def tried(apply: Apply, body: Object, **options: Any) -> tuple[str, Any]:
    """The action and the diff, or why the server refused."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError

    try:
        [outcome] = apply([body], **options)
    except KubeError as error:
        return "refused", str(error)
    return outcome.action, outcome.diff() if outcome.moved else None


def meddle(client: Any, body: Object, kind: str, chance: random.Random) -> None:
    """Another manager changes something of the live object; what the server refuses is left."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ApiError

    theirs = mutate(body, kind, chance)
    resource = client.find(body["apiVersion"], body["kind"])
    force = chance.random() < 0.8
    try:
        client.apply(resource, theirs, force=force, manager=chance.choice(OTHERS))
    except ApiError as error:
        assert error.status in (409, 422), error


def as_foreseen(foreseen: tuple[str, Any], real: tuple[str, Any]) -> tuple[str, Any]:
    """The real answer without addresses and ports that were foreseen as the server's choice."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.foresee import PICKED

    if not (isinstance(real[1], dict) and isinstance(foreseen[1], dict)):
        return real
    lines = zip(
        foreseen[1]["after"].splitlines(True), real[1]["after"].splitlines(True), strict=True
    )
    after = "".join(told if PICKED in told else line for told, line in lines)
    return real[0], {**real[1], "after": after}


@pytest.mark.usefixtures("widgets")
@pytest.mark.parametrize("kind", KINDS)
def test_foreseen_change_is_the_real_one(
    apply: Apply, client: Any, namespace: str, kind: str
) -> None:
    chance = random.Random(kind)  # noqa: S311 (the same every time)
    body = first(kind, namespace)
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        if number and chance.random() < 0.4:
            meddle(client, body, kind, chance)
        body = wanted = mutate(body, kind, chance) if number else body
        force = chance.random() < 0.7
        foreseen = tried(apply, wanted, check=True, force=force)
        drifted = states(client, [deepcopy(wanted)])
        real = tried(apply, wanted, force=force)
        if kind == "Service":
            real = as_foreseen(foreseen, real)
        assert foreseen == real, f"round {number}: {json.dumps(wanted)}"
        seen[real[0]] += 1
        if force:
            expected = {"configured": "differs", "created": "missing", "unchanged": "in_sync"}
            assert drifted == [expected.get(real[0], "refused")], f"round {number}"
        if real[0] != "refused":
            assert tried(apply, wanted, check=True, force=force) == ("unchanged", None), (
                f"round {number}"
            )
    assert seen["created"] == 1
    assert seen["configured"] >= ROUNDS / 4, seen
