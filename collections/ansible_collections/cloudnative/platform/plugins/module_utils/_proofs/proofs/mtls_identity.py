# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A meshed call carries the caller's SPIFFE ID, which the server can read and nobody can forge."""

from __future__ import annotations

from .. import guards, places
from ..context import Context
from ..identity import caller
from ..model import Control, Observation, Proof
from ..probes import Outcome, observe

HEADER = "x-forwarded-client-cert"
FORGED = "URI=spiffe://cluster.local/ns/blog/sa/blog"


def check(context: Context) -> list[Observation]:
    """Call the echo, which says what its proxy told it about the caller."""
    source = places.MESHED_STRANGER if context.subject else places.MESHED_CALLER
    expected = (places.MESHED_NAMESPACE, places.CALLER_ACCOUNT)
    probe = places.echo(headers={HEADER: FORGED})
    [answer] = context.ask(source, [probe])
    header = str(answer.json().get("headers", {}).get(HEADER, ""))
    found = caller(header)
    return [
        observe(str(source), probe, answer, [Outcome.ANSWERED], status=200, baseline=True),
        Observation(
            asked=f"{source}: the caller's identity that the echo's proxy saw (a forged one sent)",
            expected=f"a SPIFFE ID of namespace {expected[0]}, account {expected[1]}",
            seen=str(found or header or "none"),
            held=found is not None and (found.namespace, found.account) == expected,
            ms=answer.ms,
        ),
    ]


PROOF = Proof(
    name="mtls_identity",
    title="A call in the mesh is answered over mTLS and carries the caller's SPIFFE ID",
    guard="Certificates that istiod issues to each service account",
    requirement="S-1",
    check=check,
    control=Control(
        title="a pod with another service account made the call",
        broken=guards.asking_about("stranger"),
        mends=False,
    ),
)
