# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Check mode of objects whose kind or namespace comes with the same set."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from kube.mutations import first
from kube.objects import Object, config_map, namespace_of, widget, widget_crd
from kube.places import KINDS
from kube.test_truth import as_foreseen, tried
from kube.widgets import TEXT, random_widget, rich_crd

Apply = Callable[..., list[Any]]


def test_objects_of_a_new_crd_are_what_the_server_makes_of_them(
    apply: Apply, namespace: str
) -> None:
    """300 random objects are foreseen before the server has the CRD, and tried when it has."""
    chance = random.Random(1)  # noqa: S311 (the same every time)
    group = f"{namespace}.example"
    bodies = [random_widget(group, namespace, chance) for _ in range(300)]
    foreseen = [last(apply, [rich_crd(group), body], check=True) for body in bodies]
    apply([rich_crd(group)])
    seen: Counter[str] = Counter()
    for body, told in zip(bodies, foreseen, strict=True):
        real = last(apply, [body], check=True)
        assert told[0] == real[0], (body, told, real)
        assert told[0] == "refused" or told == real, body
        seen[told[0]] += 1
    assert min(seen["refused"], seen["created"]) > 50, seen


def last(apply: Apply, objects: list[Object], **options: Any) -> tuple[str, Any]:
    """Action and diff of the last object of a set, or why the set was refused."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError

    try:
        outcome = apply(deepcopy(objects), **options)[-1]
    except KubeError as error:
        return "refused", str(error)
    return outcome.action, outcome.diff()


def test_undeclared_fields_are_named_with_their_path(apply: Apply, namespace: str) -> None:
    group = f"{namespace}.example"
    body = widget(group, namespace)
    body["spec"]["bogus"] = 1
    body["metadata"]["lables"] = {}
    for objects in ([widget_crd(group), body], [body]):
        with pytest.raises(Exception, match="refused") as raised:
            apply(objects, check=True)
        named = [path for path in (".spec.bogus", ".metadata.lables") if path in str(raised.value)]
        assert named  # the server names the first that it meets
        assert "field not declared in schema" in str(raised.value)
        apply([widget_crd(group)])


@pytest.mark.parametrize(
    "metadata",
    [{"name": "Not_A_Name"}, {"labels": {"a": "not a label"}}, {"namespace": "no-such-namespace"}],
)
def test_names_labels_and_places_are_judged_before_the_crd_is_there(
    apply: Apply, namespace: str, metadata: Object
) -> None:
    crd, body = widget_crd(f"{namespace}.example"), widget(f"{namespace}.example", namespace)
    body["metadata"] |= metadata
    assert last(apply, [crd, body], check=True)[0] == "refused"
    apply([crd])
    assert last(apply, [body], check=True)[0] == "refused"


def test_object_with_a_field_that_the_changed_crd_brings(apply: Apply, namespace: str) -> None:
    crd, body = widget_crd(f"{namespace}.example"), widget(f"{namespace}.example", namespace)
    apply([crd])
    apply([body])
    spec = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]
    spec["properties"] |= {"color": TEXT, "mode": {**TEXT, "default": "auto"}}
    body["spec"]["color"] = "red"
    foreseen = apply([crd, body], check=True)
    assert [outcome.action for outcome in foreseen] == ["configured"] * 2
    apply([crd], wait=True, wait_timeout=20.0)
    real = until_served(apply, body)
    assert foreseen[1].diff()["after"] == real.diff()["after"]
    assert "mode: auto" in real.diff()["after"]


def until_served(apply: Apply, body: Object) -> Any:
    """Apply an object as soon as the server has learned of its new field."""
    for _ in range(100):
        action, _ = tried(apply, body, check=True)
        if action != "refused":
            break
        time.sleep(0.05)
    [outcome] = apply([body])
    return outcome


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"Widget"}))
def test_object_in_a_new_namespace_gets_the_servers_defaults(
    apply: Apply, name: str, kind: str
) -> None:
    body = first(kind, name)
    *_, foreseen = apply([namespace_of(name), body], check=True)
    *_, real = apply([namespace_of(name), body])
    told = foreseen.action, foreseen.diff()
    assert told == as_foreseen(told, (real.action, real.diff()))


def test_object_in_a_new_namespace_is_judged_by_the_server(apply: Apply, name: str) -> None:
    with pytest.raises(Exception, match="Not_A_Name"):
        apply([namespace_of(name), config_map(name, "Not_A_Name")], check=True)


def test_object_of_the_same_name_in_default_does_not_disturb(
    apply: Apply, client: Any, name: str
) -> None:
    apply([config_map("default", name, theirs="value")])
    try:
        *_, outcome = apply([namespace_of(name), config_map(name, name, ours="1")], check=True)
    finally:
        client.delete(client.find("v1", "ConfigMap"), "default", name)
    assert f"name: {name}\n  namespace: {name}" in outcome.diff()["after"]
    assert "theirs" not in outcome.diff()["after"]
