# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What people are told, and what still works, where not all verbs are allowed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kube.conftest import apply_kept_objects, apply_objects, connect
from kube.kubeconfig import write_kubeconfig
from kube.objects import config_map, namespace_of, role, role_binding, workload
from kube.server import KubeServer
from kube.writes import READY, write_status

READ = ("get", "list", "watch")
WRITE = ("create", "patch")
Permit = Callable[..., Any]


@pytest.fixture
def permit(server: KubeServer, client: Any, name: str, tmp_path: Path) -> Permit:
    """Makes a client for the user ``user-of-<name>`` who may use these verbs in namespaces."""
    user = f"user-of-{name}"

    def run(verbs: tuple[str, ...], *namespaces: str) -> Any:
        rule = {"apiGroups": ["", "apps"], "resources": ["*"], "verbs": list(verbs)}
        for namespace in namespaces:
            bodies = [role(namespace, user, [rule]), role_binding(namespace, user, user)]
            apply_objects(client, bodies)
            until_known(client, user, namespace, verbs[-1])
        certificate, key = server.authority.issue(tmp_path, user)
        cluster = {"server": server.url, "certificate-authority": str(server.folder / "server.crt")}
        pair = {"client-certificate": str(certificate), "client-key": str(key)}
        return connect(write_kubeconfig(tmp_path / "config", cluster, pair))

    return run


def until_known(client: Any, user: str, namespace: str, verb: str) -> None:
    """Wait until the server's authorizer has learned of a role."""
    attributes = {"namespace": namespace, "verb": verb, "resource": "configmaps"}
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {"user": user, "resourceAttributes": attributes},
    }
    while not client.create(review)["status"]["allowed"]:
        time.sleep(0.02)


def config_maps(namespace: str, count: int) -> list[Any]:
    return [config_map(namespace, f"n{number}", key="value") for number in range(count)]


def test_list_denied_objects_are_read_one_by_one(permit: Permit, namespace: str) -> None:
    user = permit(("get", *WRITE), namespace)
    outcomes = apply_objects(user, config_maps(namespace, 8))
    assert {outcome.action for outcome in outcomes} == {"created"}
    outcomes = apply_objects(user, config_maps(namespace, 8))
    assert {outcome.action for outcome in outcomes} == {"unchanged"}


def test_cluster_wide_list_denied_namespaces_are_read_one_by_one(
    permit: Permit, client: Any, name: str
) -> None:
    places = [f"{name}-{number}" for number in range(6)]
    apply_objects(client, [namespace_of(place) for place in places])
    user = permit((*READ, *WRITE), *places)
    objects = [body for place in places for body in config_maps(place, 6)]
    outcomes = apply_objects(user, objects)
    assert {outcome.action for outcome in outcomes} == {"created"}
    outcomes = apply_objects(user, objects)
    assert {outcome.action for outcome in outcomes} == {"unchanged"}


@pytest.mark.parametrize("denied", ["get", "patch", "create"])
def test_denied_verb_is_named(
    permit: Permit, server: KubeServer, namespace: str, denied: str
) -> None:
    allowed = tuple(verb for verb in ("get", *WRITE) if verb != denied)
    user = permit(allowed, namespace)
    with pytest.raises(Exception, match="forbidden") as raised:
        apply_objects(user, [config_map(namespace, key="value")])
    for word in (f"cannot {denied}", '"configmaps"', f'"user-of-{namespace}"', f'"{namespace}"'):
        assert word in str(raised.value)
    assert server.keys.versions(f"/configmaps/{namespace}/settings") == {}


def test_denied_read_names_kind_and_group(permit: Permit, namespace: str) -> None:
    user = permit((*READ, *WRITE), namespace)
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "leader", "namespace": namespace},
    }
    with pytest.raises(Exception, match='cannot get resource "leases"') as raised:
        apply_objects(user, [lease, config_map(namespace)])
    assert "coordination.k8s.io" in str(raised.value)


def test_watch_denied_the_wait_still_returns(permit: Permit, client: Any, namespace: str) -> None:
    user = permit(("get", "list", *WRITE), namespace)
    deployment = workload("Deployment", namespace)
    timer = threading.Timer(1.0, write_status, [client, deployment, READY])
    timer.start()
    outcomes = apply_objects(user, [deployment], wait=True, wait_timeout=20.0)
    timer.join()
    assert [outcome.action for outcome in outcomes] == ["created"]


def test_list_and_watch_denied_the_wait_still_returns(
    permit: Permit, client: Any, namespace: str
) -> None:
    user = permit(("get", *WRITE), namespace)
    deployment = workload("Deployment", namespace)
    timer = threading.Timer(1.0, write_status, [client, deployment, READY])
    timer.start()
    apply_objects(user, [deployment], wait=True, wait_timeout=20.0)
    timer.join()


def test_denied_deletion_is_told_and_made_good_later(
    permit: Permit, client: Any, namespace: str
) -> None:
    user = permit((*READ, *WRITE), namespace)
    both = config_maps(namespace, 2)
    apply_kept_objects(user, both, "pair", namespace)
    with pytest.raises(Exception, match="cannot delete") as raised:
        apply_kept_objects(user, both[:1], "pair", namespace)
    assert "ConfigMap" in str(raised.value)
    assert "n1" in str(raised.value)
    # The parent still names what is left, so whoever may delete it finds it.
    actions = apply_kept_objects(client, both[:1], "pair", namespace)
    assert sorted(actions.values()).count("deleted") == 1
