# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose objects are in a set that the cluster remembers, and how it is removed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import (
    PART_OF,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.delete import delete_set

from kube.conftest import connect, items_of, options_of
from kube.objects import Object, config_map, namespace_of, secret, widget, widget_crd
from kube.server import KubeServer, binary
from kube.sets import HOME, Sets, annotations, told
from kube.writes import merge

if TYPE_CHECKING:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client


@pytest.fixture
def sets(client: Client) -> Sets:
    return Sets(client)


def test_object_of_another_set_is_refused_and_that_set_is_named(
    sets: Sets, namespace: str, server: KubeServer
) -> None:
    sets.apply(f"{namespace}-first", [config_map(namespace, "a")])
    revision = server.revision()
    with pytest.raises(Exception, match=f"set {namespace}-first \\(in namespace {HOME}\\)"):
        sets.apply(f"{namespace}-second", [config_map(namespace, "a"), config_map(namespace, "b")])
    assert server.written_since(revision, namespace) == []


def test_apply_without_the_set_does_not_take_an_object_out_of_it(
    sets: Sets, apply: Callable[..., Any], namespace: str
) -> None:
    sets.apply(namespace, [config_map(namespace, "a")])
    with pytest.raises(Exception, match=f"set {namespace} "):
        apply([config_map(namespace, "a", key="value")])


def test_renamed_set_takes_over_what_was_handed_over(
    sets: Sets, client: Client, namespace: str
) -> None:
    objects = [config_map(namespace, "a"), config_map(namespace, "b")]
    old, new = f"{namespace}-old", f"{namespace}-new"
    sets.apply(old, objects)
    for body in objects:
        merge(client, body, {"metadata": {"labels": {PART_OF: None}}})
    assert set(told(sets.apply(new, objects)).values()) == {"configured"}
    assert told(sets.remove(old)) == {}
    assert sets.parent(old) is None
    assert not sets.apply(new, objects).moved


def test_config_map_of_somebody_is_not_taken_for_a_parent(
    sets: Sets, apply: Callable[..., Any], namespace: str
) -> None:
    apply([config_map(namespace, "app", key="value")])
    with pytest.raises(Exception, match="is not the parent of this set"):
        sets.apply("app", [secret(namespace)], home=namespace)
    with pytest.raises(Exception, match="would be its own set's parent"):
        sets.apply("app", [config_map(namespace, "app")], home=namespace)


def test_missing_namespace_of_the_parent_is_told(sets: Sets, namespace: str) -> None:
    with pytest.raises(Exception, match=r"namespace nowhere of the set .* does not exist"):
        sets.apply(namespace, [config_map(namespace)], home="nowhere")


def test_check_of_a_new_set_in_its_own_namespace(sets: Sets, name: str, server: KubeServer) -> None:
    objects = [namespace_of(name), config_map(name, "a")]
    revision = server.revision()
    foreseen = sets.apply(name, objects, home=name, check=True)
    assert server.written_since(revision, name) == []
    real = sets.apply(name, objects, home=name)
    assert told(foreseen) == told(real)
    assert foreseen.parent is not None
    assert real.parent is not None
    assert foreseen.parent.action == real.parent.action == "created"


def test_set_is_removed_from_its_inventory_alone(
    sets: Sets, apply: Callable[..., Any], namespace: str, server: KubeServer
) -> None:
    group = f"{namespace}.example"
    objects = [widget_crd(group), widget(group, namespace), config_map(namespace, "a")]
    sets.apply(namespace, objects)
    foreign = config_map(namespace, "foreign")
    apply([foreign])
    revision = server.revision()
    foreseen = sets.remove(namespace, check=True, wait=True, cascading=True)
    assert server.written_since(revision, namespace) == []
    kept = sets.remove(namespace, wait=True, cascading=True)
    assert told(kept) == told(foreseen)
    assert [o.ref.kind for o in kept.outcomes] == [
        "Widget",
        "ConfigMap",
        "CustomResourceDefinition",
    ]
    assert {o.action for o in kept.outcomes} == {"deleted"}
    assert sets.parent(namespace) is None
    assert sets.exists(foreign)
    again = sets.remove(namespace)
    assert (told(again), again.moved) == ({}, False)


def test_removal_keeps_namespaces_that_nobody_names(sets: Sets, name: str) -> None:
    objects = [namespace_of(name), config_map(name, "a")]
    sets.apply(name, objects)
    kept = sets.remove(name)
    assert told(kept) == {"ConfigMap a": "deleted", f"Namespace {name}": "kept"}
    # While something is kept, the set is remembered.
    assert annotations(sets.parent(name)) == ("Namespace", "")
    assert not sets.remove(name).moved
    kept = sets.remove(name, [namespace_of(name)])
    assert told(kept) == {f"Namespace {name}": "deleted"}
    assert sets.parent(name) is None


def test_removal_takes_also_what_is_named_and_was_never_a_member(
    sets: Sets, apply: Callable[..., Any], namespace: str
) -> None:
    """The set was applied without its name before."""
    apply([config_map(namespace, "a")])
    assert told(sets.remove(namespace, [config_map(namespace, "a")])) == {"ConfigMap a": "deleted"}


def test_kind_whose_crd_is_gone_is_forgotten(sets: Sets, server: KubeServer, name: str) -> None:
    group, client = f"{name}.example", connect(server.kubeconfig())
    own = Sets(client)
    whole = [namespace_of(name), widget_crd(group), widget(group, name), config_map(name, "a")]
    own.apply(name, whole)
    delete_set(client, items_of(client, [widget_crd(group)]), options_of({"wait": True}))
    left = [namespace_of(name), config_map(name, "a")]
    later = Sets(connect(server.kubeconfig()))  # it discovers the kinds anew
    later.apply(name, left)
    assert annotations(later.parent(name))[0] == "ConfigMap,Namespace"
    assert not later.apply(name, left).moved


def test_caller_who_may_list_only_in_namespaces_can_prune(
    sets: Sets, apply: Callable[..., Any], server: KubeServer, name: str
) -> None:
    places = [f"{name}-{n}" for n in range(2)]
    apply([namespace_of(place) for place in places])
    rule = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["*"]}
    rights: list[Object] = []
    for place in places:
        metadata = {"name": "keeper", "namespace": place}
        role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata}
        binding = {**role, "kind": "RoleBinding"}
        rights += [
            {**role, "rules": [rule]},
            {
                **binding,
                "roleRef": {
                    "apiGroup": "rbac.authorization.k8s.io",
                    "kind": "Role",
                    "name": "keeper",
                },
                "subjects": [
                    {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "nobody"}
                ],
            },
        ]
    apply(rights)
    nobody = Sets(connect(server.kubeconfig("token-of-nobody", "nobody")))
    objects = [config_map(place, key) for place in places for key in "ab"]
    nobody.apply(name, objects, home=places[0])
    kept = nobody.apply(name, objects[:3], home=places[0])
    assert list(told(kept).values()).count("deleted") == 1
    assert not sets.exists(objects[3])


def test_kubectl_knows_the_set_and_leaves_it_to_us(
    sets: Sets, server: KubeServer, namespace: str
) -> None:
    sets.apply(namespace, [config_map(namespace, "a")], home=namespace)
    program = binary("kubectl", "kubernetes")
    arguments = ["apply", "-f-", "--prune", f"--applyset=configmaps/{namespace}", "-n", namespace]
    done = subprocess.run(
        [program, "--kubeconfig", str(server.kubeconfig()), *arguments],
        env=os.environ | {"KUBECTL_APPLYSET": "true"},
        input=json.dumps(config_map(namespace, "b")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'managed by tooling "cloudnative.platform"' in done.stderr
    assert not sets.exists(config_map(namespace, "b"))
