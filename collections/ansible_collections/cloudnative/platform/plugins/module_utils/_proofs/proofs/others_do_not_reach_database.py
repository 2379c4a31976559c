# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Nobody but the blog reaches the database."""

from __future__ import annotations

from ..._kube.objects import Object
from .. import guards, manifests, places
from ..context import Context
from ..model import Control, Observation, Proof
from ..probes import Outcome, observe
from .blog_reaches_database import database


def check(context: Context) -> list[Observation]:
    """Greet the database from the mesh, from the blog's namespace, and from the blog itself."""
    probe = database(context)
    blog = places.blog_pod(context)
    meshed, stranger = places.MESHED_CALLER, places.inside(context.settings.blog_namespace)
    answers = context.ask_each([blog, meshed, stranger], probe)
    return [
        observe(str(blog), probe, answers[0], [Outcome.ANSWERED], baseline=True),
        # In the mesh, two guards stand one behind the other.
        observe(str(meshed), probe, answers[1], [Outcome.TIMEOUT, Outcome.RESET]),
        observe(str(stranger), probe, answers[2], [Outcome.TIMEOUT]),
    ]


def opened(context: Context) -> list[Object]:
    """Lets the pod in the mesh pass both guards, the network's and the mesh's."""
    namespace = context.settings.database_namespace
    return [
        manifests.allow_from(namespace, places.MESHED_NAMESPACE),
        manifests.authorize(namespace, places.MESHED_NAMESPACE),
    ]


PROOF = Proof(
    name="others_do_not_reach_database",
    title="No pod but the blog's reaches the database, in the mesh or out of it",
    guard="NetworkPolicies and authorization by identity in front of the database",
    requirement="S-3",
    check=check,
    control=Control(
        title="policies let another namespace in to the database",
        broken=guards.adding(opened),
    ),
)
