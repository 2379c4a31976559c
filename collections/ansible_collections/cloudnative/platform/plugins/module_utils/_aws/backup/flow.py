# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""How a snapshot becomes a backup, whatever it is a snapshot of."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from ..errors import AwsError
from ..leftovers.api import Api
from ..leftovers.model import Leftover

# Marks a snapshot until it is a backup, so that a run after a kill goes on with it.
STEP_TAG = {"purpose": "backup-step"}
PAUSE = 2.0


class Snapshot(NamedTuple):
    """A snapshot as AWS tells it. ``key``: ARN of the KMS key, empty where it has none."""

    id: str
    status: str
    key: str
    tags: dict[str, str]


@dataclass(frozen=True)
class Settings:
    """How to back up.

    Attributes:
        platform: value of the tag of that name.
        own_keys: ARNs of the platform's keys. They are deleted with it, and then nobody can read
            what they have encrypted.
        timeout: seconds for one snapshot, and again for its copy.
        stamp: end of the backups' names.
    """

    platform: str
    own_keys: frozenset[str]
    timeout: float
    stamp: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y%m%d%H%M%S}")
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def tags(self, purpose: dict[str, str]) -> list[dict[str, str]]:
        """Tags of a snapshot in the form of AWS."""
        tags = {"platform": self.platform} | purpose
        return [{"Key": key, "Value": value} for key, value in tags.items()]


class Store(ABC):
    """Snapshots of one service. All methods raise AwsError."""

    # In this status a snapshot is whole, in that one it never will be.
    READY: str
    FAILED: tuple[str, ...]

    def __init__(self, api: Api, settings: Settings) -> None:
        self.api = api
        self.settings = settings

    @abstractmethod
    def all_of(self, source: str) -> list[Snapshot]:
        """Every snapshot of one source."""

    @abstractmethod
    def read(self, snapshot: str) -> Snapshot:
        """One snapshot."""

    @abstractmethod
    def create(self, source: str) -> str:
        """Begin a snapshot with STEP_TAG; its id."""

    @abstractmethod
    def copy(self, snapshot: str) -> str:
        """Begin a copy with BACKUP_TAG under a key that is not the platform's; its id."""

    @abstractmethod
    def tag(self, snapshot: str) -> None:
        """Replace STEP_TAG by BACKUP_TAG."""

    @abstractmethod
    def delete(self, snapshot: str) -> None:
        """Delete a snapshot."""


def back_up(store: Store, leftover: Leftover) -> str:
    """A whole backup; its id. Raises AwsError: without it nothing may be deleted."""
    source = leftover.id
    unfinished = [
        snapshot.id
        for snapshot in store.all_of(source)
        if STEP_TAG.items() <= snapshot.tags.items() and snapshot.status not in store.FAILED
    ]
    first = _await(store, unfinished[0] if unfinished else store.create(source))
    if first.key not in store.settings.own_keys:
        store.tag(first.id)
        return first.id
    backup = _await(store, store.copy(first.id))
    store.delete(first.id)
    return backup.id


def _await(store: Store, identity: str) -> Snapshot:
    settings = store.settings
    deadline = settings.clock() + settings.timeout
    while (snapshot := store.read(identity)).status != store.READY:
        if snapshot.status in store.FAILED:
            raise AwsError(f"the snapshot {identity} has failed: {snapshot.status}")
        if settings.clock() > deadline:
            raise AwsError(
                f"the snapshot {identity} is {snapshot.status} after {settings.timeout:g} s; "
                "the same command goes on with it"
            )
        settings.sleep(PAUSE)
    return snapshot
