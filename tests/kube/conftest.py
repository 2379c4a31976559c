# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A real API server for the engine's tests; every test has a namespace of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

from kube.server import KubeServer

COLLECTIONS = Path(__file__).parents[2] / "collections"
# Plugins are imported by their full name, as Ansible does it.
_AnsibleCollectionFinder(paths=[str(COLLECTIONS)])._install()

if TYPE_CHECKING:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.apply import Outcome
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client

Object = dict[str, Any]
NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KubeServer]:
    """A running API server."""
    running = KubeServer(tmp_path_factory.mktemp("kube"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def client(server: KubeServer) -> Client:
    """The administrator."""
    return connect(server.kubeconfig())


@pytest.fixture
def name() -> str:
    """A name that no other test uses, for namespaces, groups and cluster-wide objects."""
    return f"test-{next(NUMBERS)}"


@pytest.fixture
def namespace(client: Client, name: str) -> str:
    """An empty namespace."""
    client.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    return name


@pytest.fixture
def apply(client: Client) -> Callable[..., list[Outcome]]:
    """Applies objects as the administrator without waiting, unless options say otherwise."""

    def run(objects: list[Object], **options: Any) -> list[Outcome]:
        return apply_objects(client, objects, **options)

    return run


def connect(kubeconfig: Path, retry_timeout: float = 20.0) -> Client:
    """A client for a kubeconfig."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client

    return Client.connect(str(kubeconfig), retry_timeout=retry_timeout)


def apply_objects(client: Client, objects: list[Object], **options: Any) -> list[Outcome]:
    """Apply objects through the engine, as the module does."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.apply import (
        Options,
        apply_set,
        resolve,
    )
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import gather

    items = resolve(gather(objects), client.discovery, "default")
    return apply_set(client, items, Options(**{"wait": False, **options}))
