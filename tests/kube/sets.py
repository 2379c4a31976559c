# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Sets that the cluster remembers, applied and removed as the module does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import (
    KINDS,
    NAMESPACES,
    SetName,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.prune import (
    Keeping,
    Kept,
    apply_kept,
    remove_kept,
)

from kube.conftest import items_of, options_of
from kube.objects import Object

if TYPE_CHECKING:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client

HOME = "kube-system"  # where the parents of these tests lie
KEEPING = ("prune", "limit", "allow_all", "cascading")


class Sets:
    """Applies and removes sets as the module does. Names of a set: (name, namespace)."""

    def __init__(self, client: Client):
        self.client = client

    def apply(self, name: str, objects: list[Object], home: str = HOME, **options: Any) -> Kept:
        return self._do(apply_kept, name, objects, home, options)

    def remove(
        self, name: str, objects: list[Object] | None = None, home: str = HOME, **options: Any
    ) -> Kept:
        return self._do(remove_kept, name, objects or [], home, {"wait_timeout": 20.0} | options)

    def _do(
        self,
        verb: Callable[..., Kept],
        name: str,
        objects: list[Object],
        home: str,
        options: dict[str, Any],
    ) -> Kept:
        keeping = {key: options.pop(key) for key in KEEPING if key in options}
        return verb(
            self.client,
            items_of(self.client, objects),
            options_of(options),
            Keeping(SetName(name, home), **keeping),
        )

    def parent(self, name: str, home: str = HOME) -> Object | None:
        return self.client.get(self.client.find("v1", "ConfigMap"), home, name)

    def exists(self, body: Object) -> bool:
        metadata = body["metadata"]
        resource = self.client.find(body["apiVersion"], body["kind"])
        return (
            self.client.get(resource, metadata.get("namespace", ""), metadata["name"]) is not None
        )


def told(kept: Kept) -> dict[str, str]:
    """The action of each object, by kind and name."""
    return {f"{o.ref.kind} {o.ref.name}": o.action for o in kept.outcomes}


def annotations(parent: Object | None) -> tuple[str, str]:
    """Kinds and namespaces that a parent names."""
    assert parent is not None
    marks = parent["metadata"]["annotations"]
    return marks[KINDS], marks[NAMESPACES]
