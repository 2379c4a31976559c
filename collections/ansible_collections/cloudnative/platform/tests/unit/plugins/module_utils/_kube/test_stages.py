# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import (
    Item,
    Ref,
    Resource,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.stages import (
    stage_of,
    staged,
)
from hypothesis import given
from hypothesis import strategies as st

KINDS = [
    ("", "Namespace"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("", "Secret"),
    ("rbac.authorization.k8s.io", "ClusterRole"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
    ("networking.k8s.io", "NetworkPolicy"),
    ("apps", "Deployment"),
    ("networking.istio.io", "Gateway"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
]


def item(group: str, kind: str, name: str = "x") -> Item:
    version = f"{group}/v1" if group else "v1"
    resource = Resource(group, "v1", kind, kind.lower() + "s", True)
    return Item(Ref(version, kind, "ns", name), resource, {}, "")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (("", "Namespace"), ("", "ServiceAccount")),
        (("apiextensions.k8s.io", "CustomResourceDefinition"), ("networking.istio.io", "Gateway")),
        (
            ("rbac.authorization.k8s.io", "ClusterRole"),
            ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
        ),
        (("", "ConfigMap"), ("apps", "Deployment")),
        (("networking.k8s.io", "NetworkPolicy"), ("apps", "Deployment")),
        (("", "PersistentVolumeClaim"), ("apps", "StatefulSet")),
        (("apps", "Deployment"), ("admissionregistration.k8s.io", "MutatingWebhookConfiguration")),
        (("apps", "Deployment"), ("apiregistration.k8s.io", "APIService")),
        # The kind of another group that has the name of a built-in one follows no rule of ours.
        (("", "Service"), ("serving.knative.dev", "Service")),
    ],
)
def test_needed_kind_is_first(first: tuple[str, str], then: tuple[str, str]) -> None:
    assert stage_of(item(*first).resource) < stage_of(item(*then).resource)


@given(st.lists(st.sampled_from(KINDS), max_size=30).flatmap(st.permutations))
def test_stages_hold_every_item_once_and_rise(kinds: list[tuple[str, str]]) -> None:
    items = [item(group, kind, f"n{number}") for number, (group, kind) in enumerate(kinds)]
    stages = list(staged(items))
    assert sorted(i.ref.name for stage in stages for i in stage) == sorted(
        i.ref.name for i in items
    )
    numbers = [{stage_of(i.resource) for i in stage} for stage in stages]
    assert all(len(number) == 1 for number in numbers)
    assert [min(number) for number in numbers] == sorted({min(number) for number in numbers})


@given(st.lists(st.sampled_from(KINDS), max_size=30))
def test_order_inside_a_stage_is_the_given_one(kinds: list[tuple[str, str]]) -> None:
    items = [item(group, kind, f"{number:03}") for number, (group, kind) in enumerate(kinds)]
    for stage in staged(items):
        names = [i.ref.name for i in stage]
        assert names == sorted(names)
