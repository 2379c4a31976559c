# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The mesh lets callers in by their identity."""

from __future__ import annotations

from .. import guards, places
from ..context import Context
from ..model import Control, Observation, Proof
from ..probes import Outcome, observe

FORBIDDEN = 403


def check(context: Context) -> list[Observation]:
    """Call a path that a policy opens to one identity only, with that one and with another."""
    probe = places.echo("/guarded")
    sources = [places.MESHED_CALLER, places.MESHED_STRANGER]
    known, unknown = context.ask_each(sources, probe)
    return [
        observe(str(sources[0]), probe, known, [Outcome.ANSWERED], status=200, baseline=True),
        observe(str(sources[1]), probe, unknown, [Outcome.ANSWERED], status=FORBIDDEN),
    ]


PROOF = Proof(
    name="authorization_enforced",
    title="The mesh refuses a caller whose identity no policy allows",
    guard="Authorization in the proxies, with a policy of the proof's own",
    requirement="P-5",
    check=check,
    control=Control(
        title="the policy was deleted",
        broken=guards.removing(
            "security.istio.io/v1", "AuthorizationPolicy", places.MESHED_NAMESPACE, "only-caller"
        ),
    ),
    patience=30,
)
