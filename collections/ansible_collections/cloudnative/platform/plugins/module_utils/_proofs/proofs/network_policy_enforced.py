# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The cluster's network really enforces NetworkPolicies; some accept and ignore them."""

from __future__ import annotations

from .. import guards, places
from ..context import Context
from ..model import Control, Observation, Proof
from ..probes import Outcome, Probe, observe


def check(context: Context) -> list[Observation]:
    """Connect to a pod behind a deny-all policy, and to itself without one."""
    source = places.PLAIN_CALLER
    guarded = Probe("tcp", places.address(context, places.GUARDED), places.ECHO_PORT)
    itself = Probe("tcp", places.address(context, source), places.ECHO_PORT)
    open_answer, guarded_answer = context.ask(source, [itself, guarded])
    return [
        observe(f"{source} to itself", itself, open_answer, [Outcome.ANSWERED], baseline=True),
        observe(f"{source} to {places.GUARDED}", guarded, guarded_answer, [Outcome.TIMEOUT]),
    ]


PROOF = Proof(
    name="network_policy_enforced",
    title="The network enforces NetworkPolicies",
    guard="The cluster's network plugin, with a deny-all policy of the proof's own",
    requirement="S-2",
    check=check,
    control=Control(
        title="the policy was deleted",
        broken=guards.removing(
            "networking.k8s.io/v1", "NetworkPolicy", places.PLAIN_NAMESPACE, "deny-guarded"
        ),
    ),
)
