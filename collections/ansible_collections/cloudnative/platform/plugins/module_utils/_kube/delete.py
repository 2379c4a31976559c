# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Removes a whole set, last stage first."""

from __future__ import annotations

from collections.abc import Sequence

from .apply import Options, Outcome
from .client import Client
from .discovery import Discovery
from .errors import KubeError, ManifestError, SetError
from .manifests import Loaded
from .objects import Item
from .refusals import refusal
from .stages import staged
from .threads import each
from .wait import wait_gone


def known_only(loaded: Sequence[Loaded], discovery: Discovery) -> list[Loaded]:
    """Objects of kinds that the server knows: of the others there can be none."""

    def is_known(entry: Loaded) -> bool:
        try:
            discovery.find(entry.body["apiVersion"], entry.body["kind"])
        except ManifestError:
            return False
        return True

    return [entry for entry in loaded if is_known(entry)]


def propagation(item: Item) -> str:
    """Foreground where the kind owns pods: then the object is gone only after they are."""
    return "Foreground" if item.ref.group in ("apps", "batch") else "Background"


def delete_set(client: Client, items: Sequence[Item], options: Options) -> list[Outcome]:
    """Delete the items; with ``wait`` each stage is gone before the next one is begun.

    Raises SetError where deletions are refused, WaitError where finalizers hold objects.
    """
    outcomes: list[Outcome] = []
    try:
        _delete_stages(client, items, options, outcomes)
    except KubeError as error:
        error.results = [outcome.result() for outcome in outcomes]
        raise
    return outcomes


def _delete_stages(
    client: Client, items: Sequence[Item], options: Options, outcomes: list[Outcome]
) -> None:
    deadline = client.http.clock() + options.wait_timeout
    before = client.read([(item.ref, item.resource) for item in items])

    def delete(item: Item) -> Outcome:
        started = client.http.clock()
        body = before.get(item.ref)
        there = body is not None and client.delete(
            item.resource,
            item.ref.namespace,
            item.ref.name,
            dry_run=options.check,
            propagation=propagation(item) if options.wait else "Background",
        )
        ms = round((client.http.clock() - started) * 1000)
        return Outcome(
            item.ref, "deleted" if there else "absent", ms, body if there else None, None
        )

    for stage in reversed(list(staged(items))):
        results = each(delete, stage, client.http.connections)
        outcomes.extend(result for result in results if isinstance(result, Outcome))
        refused = [
            f"- {item.ref}: {refusal(item.ref, result)}"
            for item, result in zip(stage, results, strict=True)
            if isinstance(result, KubeError)
        ]
        if refused:
            raise SetError("\n".join([f"{len(refused)} not deleted:", *refused]))
        if options.wait and not options.check:
            there = [(item.ref, item.resource) for item in stage if item.ref in before]
            wait_gone(client, there, max(0.0, deadline - client.http.clock()))
