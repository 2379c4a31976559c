# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Every image that runs is pinned."""

from __future__ import annotations

from ..._kube.objects import Object
from .. import guards, manifests, places
from ..context import Context
from ..model import Control, Observation, Proof
from .all_pods_ready import counts

UNPINNED = "verify.invalid/unpinned:latest"


def is_pinned(image: str) -> bool:
    """Whether an image is named by digest or by a tag other than latest."""
    if "@" in image:
        return True
    # A colon before the last slash belongs to the registry's port.
    tag = image.rpartition("/")[2].partition(":")[2]
    return tag not in ("", "latest")


def images(pod: Object) -> list[str]:
    """Images of all containers of a pod."""
    spec = pod["spec"]
    return [entry["image"] for entry in spec["containers"] + (spec.get("initContainers") or [])]


def pods(context: Context) -> list[Object]:
    """The pods that are asked for."""
    return [pod for pod in context.cluster.objects("v1", "Pod") if counts(pod, context.proof)]


def running(context: Context) -> list[str]:
    """Every image of the platform that runs, once; not those of the proofs' own pods."""
    return sorted(
        {
            image
            for pod in pods(context)
            for image in images(pod)
            if pod["metadata"].get("labels", {}).get(places.OWN_LABEL) != places.OWN_VALUE
        }
    )


def check(context: Context) -> list[Observation]:
    """Read the images of all pods."""
    found = {
        image: f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        for pod in pods(context)
        for image in images(pod)
    }
    loose = [f"{image} in {pod}" for image, pod in found.items() if not is_pinned(image)]
    return [
        Observation(
            asked="the images of all pods",
            expected="each with a digest or a tag other than latest",
            seen=", ".join(loose) or f"{len(found)} images, all pinned",
            held=bool(found) and not loose,
        )
    ]


PROOF = Proof(
    name="no_latest_images",
    title="Every image that runs is pinned to a version",
    guard="The catalogue and the manifests, which name versions",
    requirement="P-1",
    check=check,
    control=Control(
        title="a pod was added whose image is tagged latest",
        broken=guards.adding(
            lambda _: [manifests.pod("verify-unpinned", places.PLAIN_NAMESPACE, UNPINNED)]
        ),
    ),
)
