# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What belongs to a set, and what is pruned, against a model."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import (
    ID,
    KINDS,
    NAMESPACES,
    PART_OF,
    TOOLING,
    VERSION,
    Plan,
    SetName,
    claimed_by,
    contents_of,
    guard,
    is_member,
    mark,
    parent_body,
    plan,
    read_parent,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import (
    InventoryError,
    ManifestError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import (
    Item,
    Object,
    Ref,
    Resource,
    ref_of,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

US = "cloudnative.platform"
SHOP = SetName("shop", "tools")
OTHER = SetName("other", "tools")


def live(ref: Ref, part_of: str = "", owner: str = US) -> Object:
    """An object as the server has it; ``owner``: the manager that has put the label there."""
    metadata: Object = {"name": ref.name, "uid": str(ref)}
    if ref.namespace:
        metadata["namespace"] = ref.namespace
    if part_of:
        metadata["labels"] = {PART_OF: part_of}
        fields = {"f:metadata": {"f:labels": {f"f:{PART_OF}": {}}}}
        entry = {"manager": owner, "operation": "Apply", "fieldsV1": fields}
        metadata["managedFields"] = [entry]
    return {"apiVersion": ref.api_version, "kind": ref.kind, "metadata": metadata}


def item(ref: Ref, **labels: str) -> Item:
    metadata: Object = {"name": ref.name, "namespace": ref.namespace}
    if labels:
        metadata["labels"] = labels
    body = {"apiVersion": ref.api_version, "kind": ref.kind, "metadata": metadata}
    return Item(ref, Resource("", "v1", ref.kind, "things", True), body, "set.yml:1")


SETTINGS = Ref("v1", "ConfigMap", "shop", "settings")


def test_id_is_that_of_the_specification() -> None:
    digest = hashlib.sha256(b"shop.tools.ConfigMap.").digest()
    encoded = base64.b64encode(digest).decode()
    for plain, safe in (("+", "-"), ("/", "_"), ("=", "")):
        encoded = encoded.replace(plain, safe)
    assert SHOP.id == f"applyset-{encoded}-v1"
    assert len(SHOP.id) <= 63  # the longest value of a label


def test_parent_says_what_kubectl_expects() -> None:
    refs = [
        SETTINGS,
        Ref("apps/v1", "Deployment", "a", "x"),
        Ref("v1", "Namespace", "", "a"),
        Ref("v1", "Secret", "tools", "s"),
    ]
    metadata = parent_body(SHOP, contents_of(SHOP, refs))["metadata"]
    assert metadata["labels"] == {ID: SHOP.id}
    assert metadata["annotations"] == {
        TOOLING: f"{US}/{VERSION}",
        KINDS: "ConfigMap,Deployment.apps,Namespace,Secret",
        NAMESPACES: "a,shop",
    }


def test_version_is_that_of_the_collection() -> None:
    galaxy = Path(__file__).parents[5] / "galaxy.yml"
    assert yaml.safe_load(galaxy.read_text())["version"] == VERSION


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"labels": {}}, "has no label"),
        ({"labels": {ID: OTHER.id}}, "has the id applyset-"),
        ({"annotations": {TOOLING: "kubectl/v1.34"}}, "kept by another tool: kubectl/v1.34"),
        ({"annotations": {}}, "kept by another tool: unknown"),
    ],
)
def test_parent_of_somebody_else_is_refused(change: Object, says: str) -> None:
    body = parent_body(SHOP, contents_of(SHOP, [SETTINGS]))
    body["metadata"] |= change
    with pytest.raises(InventoryError, match=says):
        read_parent(SHOP, body)


def test_set_cannot_hold_its_own_parent() -> None:
    with pytest.raises(ManifestError, match="would be its own set's parent"):
        mark([item(Ref("v1", "ConfigMap", "tools", "shop"))], SHOP)


def test_label_is_added_to_those_of_the_set() -> None:
    marked = item(SETTINGS, app="shop")
    mark([marked], SHOP)
    assert marked.body["metadata"]["labels"] == {"app": "shop", PART_OF: SHOP.id}
    mark([marked], SHOP)
    with pytest.raises(ManifestError, match="carries the label of another set"):
        mark([marked], OTHER)


def test_only_what_we_have_labelled_is_a_member() -> None:
    assert is_member(live(SETTINGS, SHOP.id), SHOP, US)
    assert not is_member(live(SETTINGS, OTHER.id), SHOP, US)
    assert not is_member(live(SETTINGS), SHOP, US)
    # A controller has copied the label from an object of ours.
    assert not is_member(live(SETTINGS, SHOP.id, owner="endpoint-controller"), SHOP, US)


def test_claims_of_other_sets_are_seen() -> None:
    ours, theirs = live(SETTINGS, SHOP.id), live(SETTINGS, OTHER.id)
    member = item(SETTINGS)
    mark([member], SHOP)
    assert claimed_by(member, ours, US) == ""
    assert claimed_by(member, live(SETTINGS), US) == ""
    assert claimed_by(member, theirs, US) == OTHER.id
    # Without a set, an apply would drop the label that we have put there, and no other.
    assert claimed_by(item(SETTINGS), ours, US) == SHOP.id
    assert claimed_by(item(SETTINGS), live(SETTINGS, SHOP.id, owner="kubectl"), US) == ""


@pytest.mark.parametrize(
    ("doomed", "members", "named", "limit", "refused"),
    [
        (0, 0, 1, 0.5, False),
        (5, 10, 5, 0.5, False),
        (6, 10, 4, 0.5, True),
        (1, 1, 1, 0.5, True),
        (10, 10, 1, 1.0, False),
        (1, 100, 99, 0.0, True),
        (0, 10, 0, 1.0, True),
        (0, 0, 0, 0.5, True),
    ],
)
def test_guard(doomed: int, members: int, named: int, limit: float, refused: bool) -> None:
    planned = Plan([SETTINGS] * doomed, [])
    if not refused:
        guard(SHOP, planned, members, named, limit)
        return
    with pytest.raises(InventoryError, match=r"set shop \(in namespace tools\) .*prune_allow_all"):
        guard(SHOP, planned, members, named, limit)


class Thing(NamedTuple):
    """An object of the model."""

    ref: Ref
    part_of: str
    owner: str


PLACES = ["a", "b", "tools"]
KIND = st.sampled_from(
    [
        ("v1", "ConfigMap", True),
        ("v1", "Secret", True),
        ("apps/v1", "Deployment", True),
        ("v1", "Namespace", False),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", False),
        ("example/v1", "Namespace", False),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", False),
    ]
)


def ref_from(kind: tuple[str, str, bool], place: str, name: str) -> Ref:
    version, word, namespaced = kind
    return Ref(version, word, place if namespaced else "", name)


REF = st.builds(ref_from, KIND, st.sampled_from(PLACES), st.sampled_from(PLACES))
THING = st.builds(
    Thing,
    REF,
    st.sampled_from([SHOP.id, SHOP.id, OTHER.id, ""]),
    st.sampled_from([US, US, "somebody"]),
)
WORLD = st.lists(THING, max_size=20, unique_by=lambda thing: thing.ref.identity)


def is_pruned(thing: Thing, recorded: list[Ref], named: list[Ref], cascading: bool) -> bool:
    """The model: one object, said in the words of the documentation."""
    ours = thing.part_of == SHOP.id and thing.owner == US
    kind = (thing.ref.group, thing.ref.kind)
    in_kinds = kind in {(ref.group, ref.kind) for ref in recorded}
    in_places = thing.ref.namespace in {ref.namespace for ref in recorded} | {"tools", ""}
    grounds = [("", "Namespace"), ("apiextensions.k8s.io", "CustomResourceDefinition")]
    spared = kind in grounds and (not cascading or (kind, thing.ref.name) == (grounds[0], "tools"))
    still_named = any((ref.group, *ref[1:]) == (thing.ref.group, *thing.ref[1:]) for ref in named)
    return ours and in_kinds and in_places and not still_named and not spared


@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
@given(WORLD, st.lists(REF, max_size=8), st.lists(REF, max_size=8), st.booleans())
def test_exactly_what_left_the_set_is_pruned(
    world: list[Thing], recorded: list[Ref], named: list[Ref], cascading: bool
) -> None:
    contents = read_parent(SHOP, parent_body(SHOP, contents_of(SHOP, recorded)))
    bodies: list[dict[str, Any]] = [live(*thing) for thing in world]
    members = [
        ref_of(body)
        for body in bodies
        if is_member(body, SHOP, US) and contents.holds(ref_of(body))
    ]
    planned = plan(members, named, cascading=cascading, spared=SHOP.ground)
    expected = {t.ref for t in world if is_pruned(t, recorded, named, cascading)}
    assert set(planned.doomed) == expected
    assert not set(planned.kept) & expected
    assert {*planned.doomed, *planned.kept} <= set(members)


def test_other_version_names_the_same_object() -> None:
    old, new = (Ref(f"apps/{version}", "Deployment", "a", "x") for version in ("v1beta1", "v1"))
    assert plan([old], [new]) == Plan([], [])
