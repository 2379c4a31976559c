# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Applies Secrets as a set that the cluster remembers, so that one no longer wanted goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from .._kube.applyset import part_of
from .._kube.changes import applied_entry
from .._kube.client import Client
from .._kube.errors import InventoryError
from .._kube.items import resolve
from .._kube.manifests import Loaded
from .._kube.objects import Item, Object, Ref
from .._kube.options import Options
from .._kube.prune import Keeping, Kept, apply_kept
from .model import Wanted
from .render import secret_of
from .staleness import SETTLE


def items_of(client: Client, secrets: Sequence[Wanted], values: Mapping[str, bytes]) -> list[Item]:
    """The Secrets with their values. Raises SecretsError, ManifestError for one given twice."""
    loaded = [
        Loaded(secret_of(secret, values), f"secrets[{number}]")
        for number, secret in enumerate(secrets)
    ]
    return resolve(loaded, client.discovery, "")


def sync(
    client: Client,
    items: Sequence[Item],
    options: Options,
    keeping: Keeping,
    sleep: Callable[[float], None] = time.sleep,
) -> Kept:
    """Apply the Secrets and remove those that the set no longer names.

    What somebody has changed in a Secret of the set is overwritten: AWS Secrets Manager is the
    source. Raises InventoryError, before anything is changed, where a Secret of that name was made
    by other means; else as ``apply_kept``.
    """
    _refuse_foreign(client, items, options.manager)
    kept = apply_kept(client, items, options, keeping)
    if kept.moved and not options.check:
        sleep(SETTLE)
    return kept


def _refuse_foreign(client: Client, items: Sequence[Item], manager: str) -> None:
    foreign: list[str] = []

    def look(ref: Ref, body: Object) -> Object:
        # One that another set owns is refused with the name of that set.
        if not part_of(body) and not applied_entry(body, manager):
            foreign.append(str(ref))
        return {}

    client.read([(item.ref, item.resource) for item in items], look)
    if foreign:
        raise InventoryError(
            f"{', '.join(sorted(foreign))}: exists and was made by other means, nothing was "
            "changed; delete it, or choose another name"
        )
