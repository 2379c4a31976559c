# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The blog reaches its database."""

from __future__ import annotations

from .. import guards, places
from ..context import Context
from ..model import Control, Observation, Proof
from ..probes import POSTGRES_HELLO, Outcome, Probe, observe


def database(context: Context) -> Probe:
    """Greets the database and waits for its answer: a proxy alone could not give it."""
    settings = context.settings
    return Probe("tcp", settings.database_host, settings.database_port, send=POSTGRES_HELLO)


def check(context: Context) -> list[Observation]:
    """Greet the database from the blog's own container."""
    source = (
        places.inside(context.settings.blog_namespace)
        if context.subject
        else places.blog_pod(context)
    )
    probe = database(context)
    [answer] = context.ask(source, [probe])
    return [observe(str(source), probe, answer, [Outcome.ANSWERED])]


PROOF = Proof(
    name="blog_reaches_database",
    title="The blog reaches its database",
    guard="NetworkPolicies that open exactly this way",
    requirement="S-3",
    check=check,
    control=Control(
        title="a pod of the same namespace that is not the blog asked",
        broken=guards.asking_about("stranger"),
        mends=False,
    ),
    patience=30,
)
