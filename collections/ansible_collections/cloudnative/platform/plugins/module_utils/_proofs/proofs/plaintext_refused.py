# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Plain text to a meshed workload is refused."""

from __future__ import annotations

from .. import guards, manifests, places
from ..context import Context
from ..model import Control, Observation, Proof
from ..probes import Outcome, observe


def check(context: Context) -> list[Observation]:
    """The same request from within the mesh and from outside it."""
    probe = places.echo()
    meshed, plain = context.ask_each([places.MESHED_CALLER, places.PLAIN_CALLER], probe)
    return [
        observe(
            f"{places.MESHED_CALLER} over mTLS",
            probe,
            meshed,
            [Outcome.ANSWERED],
            status=200,
            baseline=True,
        ),
        observe(f"{places.PLAIN_CALLER} in plain text", probe, plain, [Outcome.RESET]),
    ]


PROOF = Proof(
    name="plaintext_refused",
    title="A plain-text call to a workload of the mesh is refused",
    guard="PeerAuthentication STRICT for the whole mesh",
    requirement="S-1",
    check=check,
    control=Control(
        title="a PeerAuthentication made the workload's namespace PERMISSIVE",
        broken=guards.adding(lambda _: [manifests.permissive(places.MESHED_NAMESPACE)]),
    ),
)
