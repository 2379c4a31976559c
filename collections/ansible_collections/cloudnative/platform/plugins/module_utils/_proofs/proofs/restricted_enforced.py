# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The namespaces of services take no privileged pod."""

from __future__ import annotations

from textwrap import shorten

from .. import guards, manifests, places
from ..context import Context
from ..model import Control, Observation, Proof

# Characters of the server's answer that are kept; it lists every rule that is broken.
LONGEST = 160
# The image is never pulled: the server is only asked whether it would take the pod.
IMAGE = "registry.k8s.io/pause:3.10.1"


def check(context: Context) -> list[Observation]:
    """Ask the API server to admit a privileged pod and a harmless one."""
    namespaces = (context.subject,) if context.subject else context.settings.service_namespaces
    seen = []
    for namespace in namespaces:
        harmless = context.cluster.admits(manifests.pod("verify-harmless", namespace, IMAGE))
        privileged = context.cluster.admits(
            manifests.pod("verify-privileged", namespace, IMAGE, restricted=False)
        )
        seen.append(
            Observation(
                asked=f"{namespace}: create a pod that meets the standard (dry run)",
                expected="admitted",
                seen=shorten(harmless.message, LONGEST) if harmless else "admitted",
                held=harmless is None,
                baseline=True,
            )
        )
        seen.append(
            Observation(
                asked=f"{namespace}: create a privileged pod (dry run)",
                expected='refused for violating PodSecurity "restricted"',
                seen=shorten(privileged.message, LONGEST) if privileged else "admitted",
                held=privileged is not None
                and 'violates PodSecurity "restricted' in privileged.message,
            )
        )
    return seen


PROOF = Proof(
    name="restricted_enforced",
    title="The namespaces of services refuse privileged pods",
    guard="Pod Security restricted, enforced by the namespaces' labels",
    requirement="S-7",
    check=check,
    control=Control(
        title="a namespace without the label was asked",
        broken=guards.asking_about(places.PLAIN_NAMESPACE),
        mends=False,
    ),
)
