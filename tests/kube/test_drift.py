# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What has drifted, and who has done it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from kube.conftest import connect
from kube.objects import Object, config_map, namespace_of, secret, widget, widget_crd, workload
from kube.process import run_module
from kube.server import NOBODY, KubeServer
from kube.writes import merge

Apply = Callable[..., list[Any]]


def drift(client: Any, objects: list[Object], set_name: str = "") -> tuple[list[Any], list[Any]]:
    """What the module finds: findings, and members that are not named."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import SetName
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.drift import find_drift
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import gather

    name = SetName(set_name, objects[0]["metadata"]["namespace"]) if set_name else None
    found: tuple[list[Any], list[Any]] = find_drift(client, gather(objects), "default", name)
    return found


def states(client: Any, objects: list[Object]) -> list[str]:
    return [finding.state for finding in drift(client, objects)[0]]


def by_path(finding: Any) -> dict[str, tuple[str, Any, Any]]:
    return {f["path"]: (f["reason"], f["wanted"], f["actual"]) for f in finding.fields}


def test_applied_set_is_in_sync_and_costs_one_read_a_kind(
    apply: Apply, client: Any, namespace: str
) -> None:
    objects = [config_map(namespace, f"n{n}", key="value") for n in range(20)]
    objects += [workload("Deployment", namespace, f"n{n}") for n in range(20)]
    apply(objects)
    before = client.http.requests
    assert states(client, objects) == ["in_sync"] * 40
    assert client.http.requests - before == 2


def test_hand_made_changes_are_told_with_their_author(
    apply: Apply, client: Any, namespace: str
) -> None:
    deployment = workload("Deployment", namespace)
    deployment["spec"]["replicas"] = 2
    settings = config_map(namespace, mine="value", gone="value")
    apply([deployment, settings])
    container = {"name": "web", "image": "registry.example/web:hacked"}
    merge(
        client,
        deployment,
        {"spec": {"replicas": 5, "template": {"spec": {"containers": [container]}}}},
    )
    merge(client, settings, {"data": {"mine": "theirs", "gone": None, "foreign": "stays"}})
    found, extra = drift(client, [deployment, settings])
    assert extra == []
    image = '.spec.template.spec.containers[name="web"].image'
    assert by_path(found[0]) == {
        ".spec.replicas": ("value", 2, 5),
        image: ("value", "registry.example/web:1", "registry.example/web:hacked"),
    }
    assert by_path(found[1]) == {
        ".data.gone": ("value", "value", None),
        ".data.mine": ("value", "value", "theirs"),
    }
    gone, mine = found[1].fields
    assert (gone["manager"], gone["time"]) == (None, None)  # nobody owns what is not there
    assert (mine["operation"], bool(mine["time"])) == ("Update", True)
    assert mine["manager"]
    again = apply([deployment, settings], force=True)
    assert [outcome.action for outcome in again] == ["configured", "configured"]
    assert states(client, [deployment, settings]) == ["in_sync", "in_sync"]


def test_other_manager_is_named(apply: Apply, client: Any, namespace: str) -> None:
    settings = config_map(namespace, key="ours")
    apply([settings])
    apply([config_map(namespace, key="theirs")], manager="their-controller", force=True)
    [finding], _ = drift(client, [settings])
    [field] = finding.fields
    assert (field["manager"], field["operation"]) == ("their-controller", "Apply")


def test_fields_that_the_set_dropped_or_took_are_told(
    apply: Apply, client: Any, namespace: str
) -> None:
    apply([config_map(namespace, ours="1", shared="2")])
    apply([config_map(namespace, shared="2", theirs="3")], manager="their-controller")
    [finding], _ = drift(client, [config_map(namespace, theirs="3")])
    assert by_path(finding) == {
        ".data.ours": ("not_named", None, "1"),
        ".data.shared": ("not_named", "2", "2"),
        ".data.theirs": ("not_owned", "3", "3"),
    }


def test_missing_objects_kinds_and_namespaces(apply: Apply, client: Any, name: str) -> None:
    objects = [namespace_of(name), config_map(name), widget(f"{name}.example", name)]
    found, _ = drift(client, objects)
    assert [finding.state for finding in found] == ["missing"] * 3
    assert "does not know Widget" in found[2].error
    found, _ = drift(client, [*objects, widget_crd(f"{name}.example")])
    assert [finding.state for finding in found] == ["missing"] * 4


def test_object_that_is_being_deleted_is_missing(apply: Apply, client: Any, namespace: str) -> None:
    held = config_map(namespace)
    held["metadata"]["finalizers"] = ["test.example/hold"]
    apply([held])
    client.delete(client.find("v1", "ConfigMap"), namespace, "settings")
    [finding], _ = drift(client, [held])
    assert (finding.state, finding.error) == ("missing", "it is being deleted")
    merge(client, held, {"metadata": {"finalizers": None}})


def test_what_the_server_would_refuse_is_told(apply: Apply, client: Any, namespace: str) -> None:
    deployment = workload("Deployment", namespace)
    apply([deployment])
    deployment["spec"]["selector"] = {"matchLabels": {"app": "other"}}
    [finding], _ = drift(client, [deployment])
    assert finding.state == "refused"
    assert "field is immutable" in finding.error


def test_forbidden_objects_are_unreadable_and_the_others_are_told(
    apply: Apply, server: KubeServer, namespace: str
) -> None:
    objects = [config_map(namespace), secret(namespace, password="canary")]
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role"}
    subject = {"kind": "User", "name": "nobody", "apiGroup": "rbac.authorization.k8s.io"}
    metadata = {"name": "reader", "namespace": namespace}
    rule = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "patch"]}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"}
    binding = {**role, "kind": "RoleBinding", "subjects": [subject], "roleRef": reference}
    grant = [{**role, "metadata": metadata, "rules": [rule]}, {**binding, "metadata": metadata}]
    apply([*objects, *grant])
    nobody = connect(server.kubeconfig(NOBODY, "nobody"))
    found, _ = drift(nobody, objects)
    assert [finding.state for finding in found] == ["in_sync", "unreadable"]
    for word in ('user "nobody"', "cannot get", '"secrets"', namespace):
        assert word in found[1].error


def test_secret_values_are_hashes(apply: Apply, client: Any, namespace: str) -> None:
    apply([secret(namespace, password="first-canary", user="same-canary")])
    wanted = secret(namespace, password="second-canary", user="same-canary")
    [finding], _ = drift(client, [wanted])
    text = str(finding.result())
    for value in ("first-canary", "second-canary"):
        assert value not in text
        assert base64.b64encode(value.encode()).decode() not in text
    assert [field["path"] for field in finding.fields] == [".data.password"]
    assert finding.fields[0]["wanted"] != finding.fields[0]["actual"]


def test_nothing_is_written(apply: Apply, client: Any, namespace: str, server: KubeServer) -> None:
    apply([config_map(namespace, key="value")])
    before = server.revision()
    assert states(client, [config_map(namespace, key="other")]) == ["differs"]
    assert states(client, [config_map(namespace, "second")]) == ["missing"]
    assert server.written_since(before, namespace) == []


def test_members_that_the_set_no_longer_names_are_extra(client: Any, namespace: str) -> None:
    objects = [config_map(namespace, name, key="value") for name in ("stays", "goes")]
    keep(client, objects, namespace)
    found, extra = drift(client, objects, namespace)
    assert ([finding.state for finding in found], extra) == (["in_sync"] * 2, [])
    found, extra = drift(client, objects[:1], namespace)
    assert [finding.state for finding in found] == ["in_sync"]
    assert [(ref.kind, ref.namespace, ref.name) for ref in extra] == [
        ("ConfigMap", namespace, "goes")
    ]


def test_members_cost_one_list_a_kind(client: Any, namespace: str) -> None:
    objects = [config_map(namespace, f"n{number}", key="value") for number in range(20)]
    keep(client, objects, namespace)
    before = client.http.requests
    drift(client, objects, namespace)
    assert client.http.requests - before == 2  # the parent, and its members


def test_objects_that_are_not_members_yet_differ(apply: Apply, client: Any, namespace: str) -> None:
    apply([config_map(namespace, key="value")])
    [finding], extra = drift(client, [config_map(namespace, key="value")], namespace)
    assert extra == []
    assert [field["path"] for field in finding.fields] == [".metadata.labels"]


def test_module_tells_all_and_changes_nothing(
    server: KubeServer, client: Any, namespace: str
) -> None:
    objects = [config_map(namespace, name, key="value") for name in ("same", "other", "goes")]
    keep(client, objects, namespace)
    named = [*objects[:1], config_map(namespace, "other", key="new"), config_map(namespace, "new")]
    arguments = {
        "kubeconfig": str(server.kubeconfig()),
        "set": namespace,
        "set_namespace": namespace,
    }
    result = run_module("k8s_drift_info", {**arguments, "definition": named})
    assert (result["changed"], result["drifted"]) == (False, True)
    assert [(entry["name"], entry["state"]) for entry in result["objects"]] == [
        ("same", "in_sync"),
        ("other", "differs"),
        ("new", "missing"),
    ]
    assert [entry["name"] for entry in result["extra"]] == ["goes"]
    counts = {"in_sync": 1, "differs": 1, "missing": 1, "refused": 0, "unreadable": 0, "extra": 1}
    assert counts.items() <= result["totals"].items()
    assert run_module("k8s_drift_info", {**arguments, "definition": objects})["drifted"] is False
    failed = run_module("k8s_drift_info", {**arguments, "src": ["/no/such/file.yml"]})
    assert failed["failed"]
    assert "/no/such/file.yml does not exist" in failed["msg"]


def keep(client: Any, objects: list[Object], namespace: str) -> None:
    """Apply objects as a set with the name of the namespace."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import SetName
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.items import resolve
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import gather
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.options import Options
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.prune import (
        Keeping,
        apply_kept,
    )

    items = resolve(gather(objects), client.discovery, "default")
    apply_kept(client, items, Options(wait=False), Keeping(SetName(namespace, namespace)))
