"""A cluster of plain dicts, for the flow of proofs; the proofs themselves are tried in the lab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.cluster import Refusal
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Context
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.execute import Done
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.settings import Settings

Object = dict[str, Any]


class MemoryCluster:
    """Keeps objects and answers from memory; the log tells what was done."""

    def __init__(self) -> None:
        self.kept: list[Object] = []
        self.log: list[str] = []
        self.users: dict[str, str] = {}
        self.refuse: Callable[[Object], Refusal | None] = lambda _: None
        self.answer: Callable[[str, str], str] = lambda namespace, pod: "[]"

    def objects(
        self, api_version: str, kind: str, namespace: str = "", selector: str = ""
    ) -> list[Object]:
        return [
            entry
            for entry in self.kept
            if (entry["apiVersion"], entry["kind"]) == (api_version, kind)
            and namespace in ("", entry["metadata"]["namespace"])
            and _selected(entry["metadata"].get("labels", {}), selector)
        ]

    def create(self, manifest: Object) -> None:
        self.log.append(f"create {manifest['kind']} {manifest['metadata']['name']}")
        self.kept.append(manifest)

    def delete(self, manifest: Object) -> None:
        self.log.append(f"delete {manifest['kind']} {manifest['metadata']['name']}")
        self.kept = [entry for entry in self.kept if _key(entry) != _key(manifest)]

    def admits(self, manifest: Object) -> Refusal | None:
        return self.refuse(manifest)

    def execute(
        self, namespace: str, pod: str, container: str, command: list[str], timeout: float
    ) -> Done:
        return Done(0, self.answer(namespace, pod), "")

    def whoami(self, token: str) -> str:
        return self.users.get(token, "")


def _key(entry: Object) -> tuple[str, str, str]:
    return (entry["kind"], entry["metadata"]["namespace"], entry["metadata"]["name"])


def _selected(labels: dict[str, str], selector: str) -> bool:
    name, unequal, value = selector.partition("!=")
    if unequal:
        return labels.get(name) != value
    name, equal, value = selector.partition("=")
    return not selector or (labels.get(name) == value if equal else name in labels)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def cluster() -> MemoryCluster:
    return MemoryCluster()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(cluster: MemoryCluster, clock: Clock) -> Context:
    settings = Settings.of({"gateway_url": "http://gateway.invalid/"})
    return Context(cluster, settings, sleep=clock.sleep, clock=clock)
