"""Guards are opened by added objects only, and always closed again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import (
    guards,
    manifests,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Context
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import ProofError

POLICY = ("networking.k8s.io/v1", "NetworkPolicy")
OPENER = manifests.allow_from("data", "verify-plain")


def test_added_objects_carry_the_proof_and_are_gone_afterwards(context: Context) -> None:
    with guards.added(context.about(""), OPENER):
        [kept] = context.cluster.objects(*POLICY)
        assert kept["metadata"]["labels"] == {guards.CONTROL_LABEL: context.proof}
    assert context.cluster.objects(*POLICY) == []


def test_two_proofs_open_the_same_guard_without_closing_it_for_each_other(context: Context) -> None:
    one, other = replace(context, proof="proof_a"), replace(context, proof="proof_b")
    with guards.added(one, OPENER):
        with guards.added(other, OPENER):
            assert len(context.cluster.objects(*POLICY)) == 2
        [left] = context.cluster.objects(*POLICY)
        assert left["metadata"]["labels"][guards.CONTROL_LABEL] == "proof_a"


def test_added_objects_are_gone_after_an_error_too(context: Context) -> None:
    with pytest.raises(RuntimeError), guards.added(context, OPENER):
        raise RuntimeError
    assert context.cluster.objects(*POLICY) == []


def test_object_whose_create_failed_is_removed_too(context: Context) -> None:
    """The server may have stored it before the answer was lost."""

    def create(manifest: dict[str, Any]) -> None:
        type(context.cluster).create(context.cluster, manifest)
        raise ProofError("the answer was lost")

    context.cluster.create = create
    with pytest.raises(ProofError), guards.added(context, OPENER):
        pass
    assert context.cluster.objects(*POLICY) == []


def test_sweep_removes_what_a_killed_run_left_and_nothing_else(context: Context) -> None:
    frame = guards.added(replace(context, proof="p"), OPENER)
    frame.__enter__()
    platform = manifests.allow_from("blog", "istio-ingress")
    context.cluster.create(platform)
    assert guards.sweep(context.cluster) == ["NetworkPolicy data/verify-allow-from-p"]
    assert context.cluster.objects(*POLICY) == [platform]
    assert guards.sweep(context.cluster) == []


def test_everything_that_controls_add_is_swept() -> None:
    added = [
        manifests.permissive("n"),
        manifests.authorize("n", "s"),
        manifests.allow_from("n", "s"),
        manifests.allow_to_everywhere("n"),
        manifests.pod("p", "n", "image"),
    ]
    swept = set(guards.CONTROL_KINDS)
    assert {(entry["apiVersion"], entry["kind"]) for entry in added} <= swept


def test_removed_object_comes_back_without_what_the_server_added(context: Context) -> None:
    metadata = {"name": "p", "namespace": "n", "uid": "1", "resourceVersion": "2"}
    policy = {"apiVersion": POLICY[0], "kind": POLICY[1], "metadata": metadata, "spec": {"x": 1}}
    context.cluster.create(policy)
    with guards.removed(context, *POLICY, "n", "p"):
        assert context.cluster.objects(*POLICY) == []
    [back] = context.cluster.objects(*POLICY)
    assert back["metadata"] == {"name": "p", "namespace": "n"}
    assert back["spec"] == {"x": 1}


def test_object_that_is_missing_is_told(context: Context) -> None:
    with (
        pytest.raises(ProofError, match="n/p is missing"),
        guards.removed(context, *POLICY, "n", "p"),
    ):
        pass
