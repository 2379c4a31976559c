# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Removes a whole set, last stage first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .client import Client
from .errors import ApiError, KubeError, SetError
from .objects import Item, Object, Ref, is_leaving, uid_of
from .options import Options
from .outcome import Outcome
from .refusals import refusal
from .stages import staged
from .threads import each
from .wait import wait_gone

# How the server says that the object is not the one that we have read: one replaced while it
# deletes, one replaced before.
REPLACED = "UID in precondition", "UID in the precondition"


def propagation(item: Item) -> str:
    """Foreground where the kind owns pods: then the object is gone only after they are."""
    return "Foreground" if item.ref.group in ("apps", "batch") else "Background"


def delete_set(client: Client, items: Sequence[Item], options: Options) -> list[Outcome]:
    """Delete the items; with ``wait`` each stage is gone before the next one is begun.

    Raises SetError where deletions are refused, WaitError where finalizers hold objects.
    """
    outcomes: list[Outcome] = []
    try:
        before = client.read([(item.ref, item.resource) for item in items])
        delete_stages(client, items, before, options, outcomes)
    except KubeError as error:
        error.results = [outcome.result() for outcome in outcomes]
        raise
    return outcomes


def delete_stages(
    client: Client,
    items: Sequence[Item],
    before: Mapping[Ref, Object],
    options: Options,
    outcomes: list[Outcome],
) -> None:
    """Delete what ``before`` holds of the items; ``outcomes`` grows while that is done.

    Errors as for ``delete_set``.
    """
    deadline = client.http.clock() + options.wait_timeout

    def delete(item: Item) -> Outcome:
        return _delete(client, item, before.get(item.ref), options)

    for stage in reversed(list(staged(items))):
        results = each(delete, stage, client.http.room)
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


def _delete(client: Client, item: Item, before: Object | None, options: Options) -> Outcome:
    """Delete the very object that was read: one made anew under its name is somebody else's."""
    started = client.http.clock()
    deleted = before is not None and not is_leaving(before)
    if before is not None and deleted:
        try:
            # Nothing may be there any more: then this, or its first try, has removed it.
            client.delete(
                item.resource,
                item.ref.namespace,
                item.ref.name,
                dry_run=options.check,
                propagation=propagation(item) if options.wait else "Background",
                uid=uid_of(before),
            )
        except ApiError as error:
            if not any(words in error.server_says for words in REPLACED):
                raise
            deleted = False
    ms = round((client.http.clock() - started) * 1000)
    action = "deleted" if deleted else "absent"
    return Outcome(item.ref, action, ms, before if deleted and options.contents else None)
