# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A real API server for the engine's tests; every test has a namespace of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import support.collection  # noqa: F401 (makes plugins importable)
from kube.process import COLLECTIONS
from kube.server import KubeServer

__all__ = ["COLLECTIONS"]

if TYPE_CHECKING:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Item
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.options import Options
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.outcome import Outcome

    from kube.guarded import Says
    from kube.secrets_manager import SecretsManager

Object = dict[str, Any]
NUMBERS = itertools.count(1)
FIGURES: list[str] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests counted."""
    if FIGURES:
        terminalreporter.section("figures")
        for line in FIGURES:
            terminalreporter.line(line)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a line for the end of the test run: what was counted, not asserted."""
    return lambda line: FIGURES.append(f"{request.node.name}: {line}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KubeServer]:
    """A running API server."""
    with running_server(tmp_path_factory.mktemp("kube")) as running:
        yield running


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[KubeServer]:
    """A server that a test may kill."""
    with running_server(tmp_path) as running:
        yield running


@contextmanager
def running_server(folder: Path) -> Iterator[KubeServer]:
    """A server that is gone after the block."""
    running = KubeServer(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def client(server: KubeServer) -> Client:
    """The administrator."""
    return connect(server.kubeconfig())


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretsManager]:
    """AWS Secrets Manager on loopback."""
    from kube.secrets_manager import secrets_manager  # what it imports takes a second

    with secrets_manager(tmp_path_factory.mktemp("aws")) as running:
        yield running


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KubeServer]:
    """A server with the role policies applied, and a namespace and a pod from before."""
    from kube import admission, admission_cases, guarded

    with running_server(tmp_path_factory.mktemp("guarded")) as running:
        admin = connect(running.kubeconfig())
        for name in (admission.NAMESPACE, admission.ELSEWHERE):
            admin.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
        admin.create(admission_cases.OLD)
        guarded.run(running, tmp_path_factory.mktemp("play"))
        yield running


@pytest.fixture
def says(guarded: KubeServer) -> Says:
    """What the guarded server says to an object; nothing where it takes it."""
    from kube.admission_cases import PROBES
    from kube.guarded import refusal_of, until

    ask = refusal_of(connect(guarded.kubeconfig()))
    until(lambda: all(ask(probe) for probe in PROBES))
    return ask


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
def sync(aws: SecretsManager, server: KubeServer, namespace: str) -> Callable[..., dict[str, Any]]:
    """Runs ``k8s_secret_sync`` with a set of the test's own."""

    def run(secrets: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        keywords = {"set": namespace, "set_namespace": namespace} | more
        return aws.sync(server.kubeconfig(), secrets, **keywords)

    return run


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
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.apply import apply_set

    return apply_set(client, items_of(client, objects), options_of(options))


def apply_kept_objects(
    client: Client, objects: list[Object], name: str, namespace: str, **options: Any
) -> dict[str, str]:
    """Apply objects as a set that is kept in the cluster, and prune; the action of each object."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import SetName
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.prune import (
        Keeping,
        apply_kept,
    )

    keeping = Keeping(SetName(name, namespace))
    kept = apply_kept(client, items_of(client, objects), options_of(options), keeping)
    return {str(o.ref): o.action for o in (*kept.outcomes, kept.parent) if o}


def items_of(client: Client, objects: list[Object]) -> list[Item]:
    """Objects matched with the kinds of the server."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.items import resolve
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import gather

    return resolve(gather(objects), client.discovery, "default")


def options_of(options: Mapping[str, Any]) -> Options:
    """Options of the engine; without waiting, unless they say otherwise."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.options import Options

    return Options(**{"wait": False, **options})
