# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A pod of a service's namespace can send nothing that no policy allows."""

from __future__ import annotations

from .. import guards, manifests, places
from ..context import Context
from ..model import Control, Observation, Proof
from ..probes import Outcome, Probe, observe


def check(context: Context) -> list[Observation]:
    """Connect from a pod in each service's namespace to one that answers everybody."""
    target = places.PLAIN_CALLER
    probe = Probe("tcp", places.address(context, target), places.ECHO_PORT)
    inside = [places.inside(namespace) for namespace in context.settings.service_namespaces]
    own, *answers = context.ask_each([target, *inside], probe)
    return [
        observe(f"{target} to itself", probe, own, [Outcome.ANSWERED], baseline=True),
        *(
            observe(f"{source} to {target}", probe, answer, [Outcome.TIMEOUT])
            for source, answer in zip(inside, answers, strict=True)
        ),
    ]


PROOF = Proof(
    name="default_deny_egress",
    title="A pod of a service's namespace reaches nothing that no policy allows",
    guard="Default-deny NetworkPolicies for outgoing traffic",
    requirement="S-2",
    check=check,
    control=Control(
        title="a policy in each namespace let the pod send to any pod",
        broken=guards.adding(
            lambda context: [
                manifests.allow_to_everywhere(namespace)
                for namespace in context.settings.service_namespaces
            ]
        ),
    ),
)
