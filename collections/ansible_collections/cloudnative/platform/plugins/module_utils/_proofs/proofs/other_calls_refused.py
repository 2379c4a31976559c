# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""No call that the service graph does not name gets through the mesh."""

from __future__ import annotations

from ..._kube.objects import Object
from .. import calls, guards, openings
from ..calls import Cell
from ..context import Context
from ..model import Control, Observation, Proof


def check(context: Context) -> list[Observation]:
    """Make every call that the graph does not name; those that it names show who is alive."""
    graph = context.settings.graph
    return calls.ask(context, calls.allowed(graph), baseline=True) + calls.ask(
        context, calls.refused(graph)
    )


def to_open(context: Context) -> Cell | None:
    """A refused call between two services whose namespaces are ours."""
    services = context.settings.graph.services
    between = [cell for cell in calls.refused(context.settings.graph) if cell.caller in services]
    return next((cell for cell in between if not services[cell.caller].external), None)


def needs(context: Context) -> str:
    """A call that can be opened."""
    return "" if to_open(context) else "the service graph allows every call between services"


def broken(context: Context) -> list[Object]:
    """Opens one call."""
    cell = to_open(context)
    return openings.opening(context, cell) if cell else []


PROOF = Proof(
    name="other_calls_refused",
    title="No call over mTLS gets through that the service graph does not name",
    guard="NetworkPolicies and AuthorizationPolicies rendered from the service graph",
    requirement="S-3",
    check=check,
    control=Control(
        title="policies opened one call that the graph does not name",
        broken=guards.adding(broken),
    ),
    needs=needs,
)
