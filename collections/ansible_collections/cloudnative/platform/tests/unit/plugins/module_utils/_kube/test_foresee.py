# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ApiError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.foresee import (
    PICKED,
    Foresight,
    unpicked,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import (
    Item,
    Resource,
    ref_of,
)

NAMESPACE = Resource("", "v1", "Namespace", "namespaces", namespaced=False)
CONFIG_MAP = Resource("", "v1", "ConfigMap", "configmaps", namespaced=True)
SERVICE = Resource("", "v1", "Service", "services", namespaced=True)


def item(resource: Resource, name: str, namespace: str = "", **sections: Any) -> Item:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    body = {"apiVersion": "v1", "kind": resource.kind, "metadata": metadata, **sections}
    return Item(ref_of(body), resource, body, "test")


class Server:
    """Answers dry runs with the object and a copy of its name; remembers what it was asked."""

    def __init__(self, there: set[str] | None = None, status: int = 0):
        self.there, self.status = there or set(), status
        self.asked: list[str] = []

    def ask(self, asked: Item) -> tuple[dict[str, Any], bool]:
        self.asked.append(f"{asked.ref.namespace}/{asked.ref.name}")
        if self.status:
            raise ApiError("PATCH", "/", self.status, {"message": "no"})
        return {**asked.body, "copy": [{"of": asked.ref.name}]}, True

    def find(self, asked: Item) -> dict[str, Any] | None:
        return {} if asked.ref.name in self.there else None


def foresight(server: Server) -> Foresight:
    found = Foresight(server.ask, server.find)
    found.learn(item(NAMESPACE, "new"), None)
    found.learn(item(NAMESPACE, "old"), {"kind": "Namespace"})
    return found


def test_object_in_a_namespace_that_exists_is_tried_where_it_is() -> None:
    server = Server()
    foresight(server).write(item(CONFIG_MAP, "a", "old"), None)
    assert server.asked == ["old/a"]


def test_object_in_a_new_namespace_is_tried_in_another_and_keeps_its_own() -> None:
    server = Server()
    after, created = foresight(server).write(item(CONFIG_MAP, "a", "new"), None)
    assert server.asked == ["default/a"]
    assert created
    assert after["metadata"] == {"name": "a", "namespace": "new"}


def test_name_that_is_taken_there_is_replaced_and_put_back() -> None:
    server = Server(there={"a"})
    after, _ = foresight(server).write(item(CONFIG_MAP, "a", "new"), None)
    assert server.asked == ["default/a-foreseen"]
    assert after["metadata"] == {"name": "a", "namespace": "new"}
    assert after["copy"] == [{"of": "a"}]


@pytest.mark.parametrize("status", [403, 404])
def test_what_is_forbidden_there_is_foreseen_as_it_is_given(status: int) -> None:
    given = item(CONFIG_MAP, "a", "new")
    assert foresight(Server(status=status)).write(given, None) == (given.body, True)


def test_what_is_invalid_there_is_invalid() -> None:
    with pytest.raises(ApiError):
        foresight(Server(status=422)).write(item(CONFIG_MAP, "a", "new"), None)


def test_service_of_a_dry_run_has_no_made_up_addresses() -> None:
    spec = {
        "clusterIP": "10.0.0.0",
        "clusterIPs": ["10.0.0.0"],
        "healthCheckNodePort": 32000,
        "ports": [{"port": 80, "nodePort": 32769}, {"port": 81, "nodePort": 30081}, {"port": 82}],
    }
    given = item(SERVICE, "a", "old", spec={"ports": [{"port": 81, "nodePort": 30081}]})
    assert unpicked({"spec": spec}, given, None)["spec"] == {
        "clusterIP": PICKED,
        "clusterIPs": [PICKED],
        "healthCheckNodePort": PICKED,
        "ports": [{"port": 80, "nodePort": PICKED}, {"port": 81, "nodePort": 30081}, {"port": 82}],
    }
    assert unpicked({"spec": spec}, given, {"spec": spec}) == {"spec": spec}


@pytest.mark.parametrize("spec", [{"clusterIP": "None"}, {"externalName": "a.example"}])
def test_service_without_an_address_stays(spec: dict[str, Any]) -> None:
    assert unpicked({"spec": spec}, item(SERVICE, "a", "old", spec=spec), None) == {"spec": spec}
