# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes one object of a set."""

from __future__ import annotations

from .client import Client
from .conflicts import may_force
from .errors import ApiError
from .objects import Item, Object
from .options import Options
from .retry import is_field_conflict, is_transient

# How often somebody else may write between our read and our write.
ROUNDS = 5


def write(
    client: Client, item: Item, before: Object | None, options: Options
) -> tuple[Object, bool]:
    """Apply an item. Returns the object after it and whether it was created. Raises ApiError."""
    if options.force_fields and not options.force:
        return _force_listed(client, item, before, options)
    return _send(client, item, item.body, options, force=options.force)


def _force_listed(
    client: Client, item: Item, before: Object | None, options: Options
) -> tuple[Object, bool]:
    """Force only where every field in conflict is listed.

    The server forces all conflicts or none, so the forced write holds only for the very version
    of which the conflicts were told: it carries that version, and fails if the object has moved.
    """
    for _ in range(ROUNDS):
        body = _at_version(item.body, before)
        try:
            return _send(client, item, body, options, force=False)
        except ApiError as error:
            if error.status != 409:
                raise
            if is_field_conflict(error):
                if not may_force(error, options.force_fields):
                    raise
                if body is not item.body:
                    try:
                        return _send(client, item, body, options, force=True)
                    except ApiError as moved:
                        if moved.status != 409:
                            raise
            refused = error
        before = client.get(item.resource, item.ref.namespace, item.ref.name)
    raise refused


def _at_version(body: Object, live: Object | None) -> Object:
    """The body with the version that it may replace; as it is where there is no object yet."""
    if live is None:
        return body
    version = live["metadata"]["resourceVersion"]
    return {**body, "metadata": {**body["metadata"], "resourceVersion": version}}


def _send(
    client: Client, item: Item, body: Object, options: Options, *, force: bool
) -> tuple[Object, bool]:
    return client.apply(
        item.resource,
        body,
        force=force,
        dry_run=options.check,
        validate=options.validate,
        manager=options.manager,
        transient=_locked if body is not item.body else _transient,
    )


def _transient(error: ApiError) -> bool:
    """Also a path that is not there: a kind just established is served a moment later."""
    return is_transient(error) or (error.status == 404 and not error.body)


def _locked(error: ApiError) -> bool:
    """A body that is bound to a version fails again with each try after it has moved."""
    return _transient(error) and error.status != 409
