# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""No service is reached in plain text, not even by a pod with the labels of a permitted caller."""

from __future__ import annotations

from .. import calls, guards, openings
from ..context import Context
from ..model import Control, Observation, Proof
from .graph_calls_answered import needs


def check(context: Context) -> list[Observation]:
    """Make every call between services from outside the mesh."""
    graph = context.settings.graph
    return calls.ask(context, calls.allowed(graph), baseline=True) + calls.ask(
        context, calls.in_plain_text(graph)
    )


def to_open(context: Context) -> calls.Cell:
    """A call that the network lets through."""
    first = calls.allowed(context.settings.graph)[0]
    caller = context.settings.graph.services[first.caller]
    return calls.Cell(first.caller, calls.plain(caller), first.callee, first.port, calls.OPEN)


PROOF = Proof(
    name="plain_calls_refused",
    title="No service is reached in plain text",
    guard="PeerAuthentication STRICT behind the NetworkPolicies of the service graph",
    requirement="S-1",
    check=check,
    control=Control(
        title="policies let one service accept plain text from one pod",
        broken=guards.adding(
            lambda context: openings.opening_plain_text(context, to_open(context))
        ),
    ),
    needs=needs,
)
