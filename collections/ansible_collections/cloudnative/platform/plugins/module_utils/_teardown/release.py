# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Removes what a cluster's controllers hold in AWS, through the controllers themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .._kube.client import Client
from .._kube.delete import delete_set
from .._kube.errors import KubeError
from .._kube.objects import Item, Object, ref_of
from .._kube.options import Options
from . import argocd, holders


@dataclass
class Released:
    """What was done, or in check mode would be done.

    Attributes:
        frozen: workloads of Argo CD that were scaled to nothing.
        deleted: objects whose deletion was asked for.
        disks: EBS volumes that were behind the deleted claims.
        problems: what did not work; AWS still has to be looked at for what they leave.
    """

    frozen: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    disks: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def release(client: Client, timeout: float, check: bool) -> Released:
    """Freeze Argo CD, then delete load balancers, then disks with the workloads on them.

    A step that fails is told in ``problems`` and does not keep the next ones from being tried: a
    half-dead cluster has to be left as well as a sound one. ``timeout``: seconds for each step.
    """
    released = Released()
    options = Options(check=check, wait_timeout=timeout, contents=False)
    for step in (_freeze, _drop_balancers, _drop_disks):
        _try(released, lambda step=step: step(client, options, released))  # type: ignore[misc]
    return released


def _try(released: Released, step: Callable[[], None]) -> None:
    try:
        step()
    except KubeError as error:
        released.problems.append(str(error))


def _freeze(client: Client, options: Options, released: Released) -> None:
    running = [workload for workload in argocd.controllers(client) if argocd.runs(workload)]
    released.frozen = [argocd.name_of(workload) for workload in running]
    if running and not options.check:
        argocd.freeze(client, running, options.wait_timeout)


def _drop_balancers(client: Client, options: Options, released: Released) -> None:
    known = [client.discovery.of_kind(*kind) for kind in holders.BALANCER_KINDS]
    found = [
        body
        for resource in known
        if resource
        for body in client.list_objects(resource)
        if holders.holds_balancer(body)
    ]
    _delete(client, found, options, released)


def _drop_disks(client: Client, options: Options, released: Released) -> None:
    kinds = ("PersistentVolumeClaim", "PersistentVolume", "Pod")
    claims, volumes, pods = (client.list_objects(client.find("v1", kind)) for kind in kinds)
    disks = holders.disks(claims, volumes)
    held = [
        claim
        for claim in claims
        if (claim["metadata"]["namespace"], claim["metadata"]["name"]) in disks
    ]
    using = {
        ref_of(top): top for pod in holders.users(pods, disks) for top in [_topmost(client, pod)]
    }
    released.disks = sorted(disks.values())
    _delete(client, [*using.values(), *held], options, released)


def _topmost(client: Client, body: Object) -> Object:
    """The object at the top of the owners of a pod: as long as it exists, pods come again."""
    while owner := holders.owner_of(body):
        resource = client.discovery.kinds.get((owner["apiVersion"], owner["kind"]))
        namespace = body["metadata"].get("namespace") or ""
        above = resource and client.get(resource, namespace, owner["name"])
        if not above:
            return body
        body = above
    return body


def _delete(client: Client, bodies: list[Object], options: Options, released: Released) -> None:
    """Delete and wait until they are gone: workloads first, then claims, then Services."""
    items = [
        Item(ref_of(body), client.find(body["apiVersion"], body["kind"]), body, "the cluster")
        for body in bodies
    ]
    for outcome in delete_set(client, items, options):
        if outcome.action == "deleted":
            released.deleted.append(str(outcome.ref))
