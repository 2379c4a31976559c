# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Pods of services resolve names although everything else is denied to them."""

from __future__ import annotations

from .. import guards, places
from ..context import Context
from ..model import Control, Observation, Proof
from ..probes import Outcome, Probe, observe

NAME = "kubernetes.default.svc.cluster.local"


def check(context: Context) -> list[Observation]:
    """Resolve a name that every cluster has, in each service's namespace."""
    probe = Probe("dns", NAME)
    services = [places.inside(namespace) for namespace in context.settings.service_namespaces]
    sources = [places.GUARDED] if context.subject else services
    return [
        observe(str(source), probe, answer, [Outcome.ANSWERED])
        for source, answer in zip(sources, context.ask_each(sources, probe), strict=True)
    ]


PROOF = Proof(
    name="dns_allowed",
    title="A pod of a service's namespace can resolve names",
    guard="NetworkPolicy that allows the cluster's DNS",
    requirement="S-2",
    check=check,
    control=Control(
        title="a pod asked whose policies allow nothing",
        broken=guards.asking_about("guarded"),
        mends=False,
    ),
    patience=30,
)
