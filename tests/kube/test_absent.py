# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Removing a whole set from a real server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kube.objects import config_map, widget, widget_crd
from kube.server import KubeServer

Apply = Callable[..., list[Any]]


def remove(client: Any, objects: list[Any], **options: Any) -> list[Any]:
    """Remove objects through the engine, as the module does."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.delete import (
        delete_set,
    )
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.items import (
        known_only,
        resolve,
    )
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import gather
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.options import Options

    loaded = known_only(gather(objects), client.discovery)
    items = resolve(loaded, client.discovery, "default")
    return delete_set(client, items, Options(**{"wait_timeout": 20.0, **options}))


def actions(outcomes: list[Any]) -> list[str]:
    return [outcome.action for outcome in outcomes]


def test_set_is_gone_afterwards_and_absent_again_does_nothing(
    apply: Apply, client: Any, namespace: str
) -> None:
    group = f"{namespace}.example"
    objects = [widget_crd(group), widget(group, namespace), config_map(namespace)]
    apply(objects)
    outcomes = remove(client, objects)
    assert [outcome.ref.kind for outcome in outcomes] == [
        "Widget",
        "ConfigMap",
        "CustomResourceDefinition",
    ]
    assert set(actions(outcomes)) == {"deleted"}
    assert set(actions(remove(client, objects))) == {"absent"}


def test_objects_of_an_unknown_kind_are_absent(client: Any, namespace: str) -> None:
    assert remove(client, [widget("never-defined.example", namespace)]) == []


def test_check_mode_deletes_nothing(
    apply: Apply, client: Any, namespace: str, server: KubeServer
) -> None:
    apply([config_map(namespace)])
    before = server.revision()
    assert actions(remove(client, [config_map(namespace)], check=True)) == ["deleted"]
    assert client.get(client.find("v1", "ConfigMap"), namespace, "settings") is not None
    assert server.written_since(before, namespace) == []


def test_what_holds_an_object_is_named(apply: Apply, client: Any, namespace: str) -> None:
    body = config_map(namespace)
    body["metadata"]["finalizers"] = ["test.example/hold"]
    apply([body])
    with pytest.raises(Exception, match=r"held by finalizers: test\.example/hold"):
        remove(client, [body], wait_timeout=0.2)
