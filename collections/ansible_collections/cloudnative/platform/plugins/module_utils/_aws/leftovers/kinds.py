# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""All kinds, in the order in which they can be deleted: what uses others before what it uses."""

from __future__ import annotations

from . import (
    balancing,
    caches,
    clusters,
    compute,
    databases,
    identities,
    inhabitants,
    keeping,
    logs,
    names,
    network,
)
from .model import Kind

KINDS: tuple[Kind, ...] = (
    *names.KINDS,
    *balancing.KINDS,
    *clusters.KINDS,
    *compute.KINDS,
    *databases.KINDS,
    *caches.KINDS,
    *inhabitants.KINDS,
    *network.KINDS,
    *identities.KINDS,
    *keeping.KINDS,
    # Last: whatever still runs writes them into existence again.
    *logs.KINDS,
)
BY_TYPE = {kind.type: kind for kind in KINDS}
ORDER = {kind.type: number for number, kind in enumerate(KINDS)}
