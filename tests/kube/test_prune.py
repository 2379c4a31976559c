# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What is pruned from a set that the cluster remembers, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import (
    PART_OF,
    SetName,
)

from kube.objects import config_map, namespace_of, secret, widget, widget_crd, workload
from kube.server import KubeServer
from kube.sets import HOME, Sets, annotations, told
from kube.writes import merge

if TYPE_CHECKING:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client


@pytest.fixture
def sets(client: Client) -> Sets:
    return Sets(client)


def test_what_the_set_no_longer_names_is_deleted_and_nothing_else(
    sets: Sets, apply: Callable[..., Any], namespace: str
) -> None:
    foreign = [config_map(namespace, "foreign"), secret(namespace, "foreign", key="value")]
    apply(foreign)
    sets.apply(f"{namespace}-other", [config_map(namespace, "others")])
    first = [config_map(namespace, name) for name in ("a", "b", "c")]
    sets.apply(namespace, [*first, secret(namespace, "d", key="value")])
    kept = sets.apply(namespace, [*first[:2], secret(namespace, "e", key="value")])
    assert told(kept) == {
        "ConfigMap a": "unchanged",
        "ConfigMap b": "unchanged",
        "Secret e": "created",
        "ConfigMap c": "deleted",
        "Secret d": "deleted",
    }
    assert not sets.exists(first[2])
    assert all(sets.exists(body) for body in (*foreign, config_map(namespace, "others")))


def test_unchanged_set_is_read_once_and_writes_nothing(
    sets: Sets, namespace: str, server: KubeServer
) -> None:
    objects = [
        *[config_map(namespace, f"settings-{n}", key="value") for n in range(6)],
        secret(namespace, key="value"),
        workload("Deployment", namespace),
    ]
    assert sets.apply(namespace, objects).moved
    revision, requests = server.revision(), sets.client.http.requests
    kept = sets.apply(namespace, objects)
    assert not kept.moved
    # The parent, and one LIST for each of the three kinds.
    assert sets.client.http.requests - requests == 4
    assert server.written_since(revision, namespace) == []


def test_set_over_several_namespaces_is_one_list_a_kind(
    sets: Sets, client: Client, name: str
) -> None:
    places = [f"{name}-{n}" for n in range(3)]
    objects = [namespace_of(place) for place in places]
    objects += [config_map(place, key="value") for place in places]
    sets.apply(name, objects)
    requests = client.http.requests
    assert not sets.apply(name, objects).moved
    assert client.http.requests - requests == 3
    assert annotations(sets.parent(name)) == ("ConfigMap,Namespace", ",".join(places))


def test_copied_label_makes_no_member(sets: Sets, client: Client, namespace: str) -> None:
    """Controllers copy labels from objects of ours to theirs, and people copy whole objects."""
    sets.apply(namespace, [config_map(namespace, "a"), config_map(namespace, "b")])
    copied = config_map(namespace, "copied")
    copied["metadata"]["labels"] = {PART_OF: SetName(namespace, HOME).id}
    client.create(copied)
    kept = sets.apply(namespace, [config_map(namespace, "a")])
    assert told(kept) == {"ConfigMap a": "unchanged", "ConfigMap b": "deleted"}
    assert sets.exists(copied)


def test_object_whose_label_was_removed_is_not_ours(
    sets: Sets, client: Client, namespace: str
) -> None:
    released = config_map(namespace, "released")
    sets.apply(namespace, [config_map(namespace, "a"), released])
    merge(client, released, {"metadata": {"labels": {PART_OF: None}}})
    assert told(sets.apply(namespace, [config_map(namespace, "a")])) == {"ConfigMap a": "unchanged"}
    assert sets.exists(released)
    # Named again, it is ours again.
    again = sets.apply(namespace, [config_map(namespace, "a"), released])
    assert told(again)["ConfigMap released"] == "configured"


def test_object_made_anew_by_somebody_else_is_left_alone(
    sets: Sets, client: Client, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our read and our deletion."""
    sets.apply(namespace, [config_map(namespace, "a"), config_map(namespace, "b")])
    resource, delete = client.find("v1", "ConfigMap"), client.delete

    def replaced(*arguments: Any, **options: Any) -> bool:
        delete(resource, namespace, "b")
        client.create(config_map(namespace, "b", whose="theirs"))
        return delete(*arguments, **options)

    monkeypatch.setattr(client, "delete", replaced)
    kept = sets.apply(namespace, [config_map(namespace, "a")])
    assert told(kept) == {"ConfigMap a": "unchanged", "ConfigMap b": "absent"}
    assert sets.exists(config_map(namespace, "b"))


def test_namespaces_and_crds_are_kept_unless_asked_for(
    sets: Sets, apply: Callable[..., Any], name: str
) -> None:
    group = f"{name}.example"
    foreign = config_map(name, "foreign")
    whole = [namespace_of(name), widget_crd(group), widget(group, name), config_map(name, "a")]
    sets.apply(name, whole)
    apply([foreign])
    left = [namespace_of(f"{name}-left")]
    kept = sets.apply(name, left, limit=1.0)
    expected = {
        f"Namespace {name}-left": "created",
        "Widget first": "deleted",
        "ConfigMap a": "deleted",
        f"Namespace {name}": "kept",
        f"CustomResourceDefinition widgets.{group}": "kept",
    }
    assert told(kept) == expected
    assert sets.exists(foreign)
    assert not sets.apply(name, left).moved
    # The bare server has nobody who would end a namespace, so nobody waits for it.
    kept = sets.apply(name, left, limit=1.0, cascading=True)
    assert told(kept)[f"CustomResourceDefinition widgets.{group}"] == "deleted"
    assert told(kept)[f"Namespace {name}"] == "deleted"


def test_namespace_of_the_parent_is_never_pruned(sets: Sets, name: str) -> None:
    sets.apply(name, [namespace_of(name), config_map(name, "a")], home=name)
    kept = sets.apply(name, [config_map(name, "a")], home=name, cascading=True)
    assert told(kept) == {"ConfigMap a": "unchanged", f"Namespace {name}": "kept"}


@pytest.mark.parametrize("left", [0, 1, 4])
def test_guard_refuses_before_anything_is_changed(
    sets: Sets, namespace: str, server: KubeServer, left: int
) -> None:
    objects = [config_map(namespace, f"settings-{n}") for n in range(10)]
    sets.apply(namespace, objects)
    revision = server.revision()
    changed = [config_map(namespace, f"settings-{n}", key="new") for n in range(left)]
    with pytest.raises(Exception, match="prune_allow_all"):
        sets.apply(namespace, changed)
    assert server.written_since(revision, namespace) == []
    kept = sets.apply(namespace, changed, allow_all=True)
    assert list(told(kept).values()).count("deleted") == 10 - left
    assert annotations(sets.parent(namespace))[0] == ("ConfigMap" if left else "")


def test_without_prune_members_stay_until_they_are_pruned(sets: Sets, namespace: str) -> None:
    sets.apply(namespace, [config_map(namespace, "a"), secret(namespace, "b")])
    assert not sets.apply(namespace, [config_map(namespace, "a")], prune=False).moved
    kept = sets.apply(namespace, [config_map(namespace, "a")])
    assert told(kept) == {"ConfigMap a": "unchanged", "Secret b": "deleted"}
    assert kept.parent is not None
    assert kept.parent.action == "configured"


def test_check_mode_predicts_all_and_writes_nothing(
    sets: Sets, namespace: str, server: KubeServer
) -> None:
    first = [config_map(namespace, "a", key="old"), secret(namespace, "b", key="white-rabbit")]
    then = [config_map(namespace, "a", key="new"), workload("Deployment", namespace)]
    sets.apply(namespace, first)
    revision = server.revision()
    foreseen = sets.apply(namespace, then, check=True)
    assert server.written_since(revision, namespace) == []
    real = sets.apply(namespace, then)
    assert told(foreseen) == told(real)
    assert told(real)["Secret b"] == "deleted"
    assert foreseen.diffs() == real.diffs()
    shown = "".join(entry["before"] + entry["after"] for entry in real.diffs())
    assert "contains-group-kinds: ConfigMap,Deployment.apps" in shown
    assert "white-rabbit" not in shown
