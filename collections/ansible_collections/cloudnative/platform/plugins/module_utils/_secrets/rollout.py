# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Restarts what runs with old values of Secrets: its workloads, by a rolling update, and no other.

Databases (StatefulSets) come first and are waited for: they must know a new password before the
pods that log in with it.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from .._kube.client import MANAGER, Client
from .._kube.errors import KubeError, WaitError
from .._kube.objects import Object, Ref
from .._kube.outcome import Outcome
from .._kube.wait import wait_ready
from .owners import Group, Owners
from .staleness import RESTARTED_AT, SETTLE, Need, changed_at, need_of, stale_secrets

# Later than every time that a server tells: the Secret is about to be changed.
ABOUT_TO_CHANGE = "9999"
FIELD_MANAGER = f"{MANAGER}-restart"


@dataclass(frozen=True)
class Use:
    """A workload with pods that have old values.

    ``body``: as it was read, None for what no controller replaces; ``secrets``: names of the
    Secrets whose values are old.
    """

    ref: Ref
    body: Object | None
    secrets: frozenset[str]
    need: Need

    def result(self) -> dict[str, Any]:
        """As a module returns it."""
        return {**self.ref._asdict(), "secrets": sorted(self.secrets), "action": self.need.value}


@dataclass(frozen=True)
class Manner:
    """How to restart. ``timeout``: seconds for each of the two waits; ``check``: only look."""

    check: bool = False
    wait: bool = True
    timeout: float = 300.0


def restart_users(client: Client, outcomes: Sequence[Outcome], manner: Manner) -> list[Use]:
    """Restart what has old values of the Secrets of a set that was applied just now.

    With ``check`` these are also the values that a real run would change. Raises KubeError, with
    what was done to the set as its results.
    """
    there = [outcome.ref for outcome in outcomes if outcome.action != "deleted"]
    moving = [outcome.ref for outcome in outcomes if outcome.action == "configured"]
    try:
        uses = find_uses(client, there, moving if manner.check else [])
        roll(client, uses, manner)
    except KubeError as error:
        error.results = [outcome.result() for outcome in outcomes]
        raise
    return uses


def find_uses(client: Client, secrets: Iterable[Ref], changing: Iterable[Ref] = ()) -> list[Use]:
    """The workloads whose pods have old values of the Secrets, and pods that have no workload.

    ``changing``: Secrets that a run would change, in check mode. Raises KubeError.
    """
    resource = client.find("v1", "Secret")
    times = client.read(
        [(ref, resource) for ref in secrets], lambda ref, body: {"at": changed_at(body)}
    )
    changes: dict[str, dict[str, str]] = defaultdict(dict)
    for ref, entry in times.items():
        changes[ref.namespace][ref.name] = entry["at"]
    for ref in changing:
        changes[ref.namespace][ref.name] = ABOUT_TO_CHANGE
    owners = Owners(client)
    for namespace, at in sorted(changes.items()):
        for page in client.list_pages(client.find("v1", "Pod"), namespace):
            for pod in page.objects:
                stale = stale_secrets(pod, at)
                if stale:
                    owners.add(pod, stale)
    return [_use(ref, group) for ref, group in sorted(owners.groups.items())]


def roll(
    client: Client,
    uses: Sequence[Use],
    manner: Manner,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Restart what needs it; with ``wait`` until the old pods are replaced.

    Raises ApiError, and WaitError where new pods do not become ready.
    """
    if manner.check:
        return
    if any(use.need is Need.RESTART for use in uses):
        sleep(SETTLE)
    first = [use for use in uses if use.ref.kind == "StatefulSet"]
    rest = [use for use in uses if use.ref.kind != "StatefulSet"]
    for stage in (first, rest):
        restarted = [_restart(client, use) for use in stage]
        if manner.wait:
            _wait(client, restarted, manner)


def _use(ref: Ref, group: Group) -> Use:
    held = group.body is None
    need = Need.HELD if held else need_of(group.body or {}, group.pods, group.stale)
    return Use(ref, group.body, group.stale, need)


def _restart(client: Client, use: Use) -> Use:
    """The workload after it was told to restart, if it needs that."""
    if use.need is not Need.RESTART or use.body is None:
        return use
    metadata = use.body["metadata"]
    mark = {RESTARTED_AT: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    patch = {
        "apiVersion": use.ref.api_version,
        "kind": use.ref.kind,
        # With its uid nothing is made where it was deleted meanwhile.
        "metadata": {key: metadata[key] for key in ("name", "namespace", "uid")},
        "spec": {"template": {"metadata": {"annotations": mark}}},
    }
    resource = client.find(use.ref.api_version, use.ref.kind)
    body, _ = client.apply(resource, patch, force=True, manager=FIELD_MANAGER)
    return replace(use, body=body)


def _wait(client: Client, uses: Iterable[Use], manner: Manner) -> None:
    moving = [use for use in uses if use.need in (Need.RESTART, Need.ROLLING)]
    wanted = [(use.ref, client.find(use.ref.api_version, use.ref.kind)) for use in moving]
    known = {use.ref: use.body for use in moving if use.body is not None}
    try:
        wait_ready(client, wanted, manner.timeout, known)
    except WaitError as error:
        raise WaitError(f"restarted for new values of Secrets, but {error}") from error
