# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Every call of the service graph is answered over mTLS."""

from __future__ import annotations

from .. import calls, guards, openings
from ..context import Context
from ..model import Control, Observation, Proof


def check(context: Context) -> list[Observation]:
    """Make each call of the graph from a pod with the caller's identity and labels."""
    return calls.ask(context, calls.allowed(context.settings.graph))


def needs(context: Context) -> str:
    """A graph with calls."""
    return "" if calls.allowed(context.settings.graph) else "the service graph has no calls"


PROOF = Proof(
    name="graph_calls_answered",
    title="Every call of the service graph is answered over mTLS",
    guard="NetworkPolicies and AuthorizationPolicies rendered from the service graph",
    requirement="S-3",
    check=check,
    control=Control(
        title="a policy closed one call of the graph to the pod that made it",
        broken=guards.adding(
            lambda context: openings.closing(context, calls.allowed(context.settings.graph)[0])
        ),
    ),
    # Others ask by these calls whether their targets are alive.
    alone=True,
    patience=60,
    needs=needs,
)
