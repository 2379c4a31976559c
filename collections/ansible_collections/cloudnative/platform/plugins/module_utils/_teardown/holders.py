# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which objects of a cluster have something in AWS. Pure functions of objects of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._kube.objects import Object

# A controller has made a disk for the volumes of these.
DISK_DRIVER = "ebs.csi.aws.com"
# All of them have a load balancer, or a part of one.
BALANCER_KINDS = (
    ("", "Service"),
    ("networking.k8s.io", "Ingress"),
    ("gateway.networking.k8s.io", "Gateway"),
    ("elbv2.k8s.aws", "TargetGroupBinding"),
)


def holds_balancer(body: Mapping[str, Any]) -> bool:
    """Whether an object of BALANCER_KINDS has something in AWS; of Services only one type has."""
    return body["kind"] != "Service" or (body.get("spec") or {}).get("type") == "LoadBalancer"


def disk_of(volume: Mapping[str, Any]) -> str:
    """The id of the EBS volume behind a PersistentVolume; empty where there is none."""
    spec = volume.get("spec") or {}
    csi = spec.get("csi") or {}
    if csi.get("driver") == DISK_DRIVER:
        return str(csi.get("volumeHandle") or "")
    # In the form of old Kubernetes: aws://ap-northeast-2a/vol-1.
    old = (spec.get("awsElasticBlockStore") or {}).get("volumeID") or ""
    return str(old).rpartition("/")[2]


def disks(claims: Iterable[Object], volumes: Iterable[Object]) -> dict[tuple[str, str], str]:
    """The EBS volumes of claims: (namespace, name) of the claim to the id of the volume."""
    known = {volume["metadata"]["name"]: disk_of(volume) for volume in volumes}
    found = {
        (claim["metadata"]["namespace"], claim["metadata"]["name"]): known.get(
            (claim.get("spec") or {}).get("volumeName") or "", ""
        )
        for claim in claims
    }
    return {claim: disk for claim, disk in found.items() if disk}


def users(pods: Iterable[Object], claims: Iterable[tuple[str, str]]) -> list[Object]:
    """The pods that mount one of the claims: a claim is not deleted before they are gone."""
    wanted = set(claims)

    def mounts(pod: Object) -> Iterable[tuple[str, str]]:
        for volume in (pod.get("spec") or {}).get("volumes") or []:
            if claim := volume.get("persistentVolumeClaim"):
                yield pod["metadata"]["namespace"], claim["claimName"]

    return [pod for pod in pods if not wanted.isdisjoint(mounts(pod))]


def owner_of(body: Object) -> Mapping[str, Any] | None:
    """The reference to the controller that would make an object anew; None where there is none."""
    owners: Sequence[Mapping[str, Any]] = body["metadata"].get("ownerReferences") or []
    return next((owner for owner in owners if owner.get("controller")), None)
