# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""EKS: the cluster of a platform, with its node groups and add-ons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .api import Api, Refused
from .model import Kind, Leftover, Scope, State

Entry = Mapping[str, Any]


def _cluster(api: Api, scope: Scope) -> Entry | None:
    """The cluster, whoever has made it: its name is the account's in a region."""
    try:
        cluster: Entry = api.call("eks", "describe_cluster", name=scope.cluster)["cluster"]
    except Refused as error:
        if error.is_absent:
            return None
        raise
    return cluster


def _state(entry: Entry) -> State:
    return "going" if entry.get("status") == "DELETING" else "present"


def _clusters(api: Api, scope: Scope) -> Iterator[Leftover]:
    if entry := _cluster(api, scope):
        name, tags = entry["name"], entry.get("tags") or {}
        yield Leftover("aws_eks_cluster", name, name, entry["arn"], _state(entry), tags)


def _delete_cluster(api: Api, leftover: Leftover) -> None:
    api.call("eks", "delete_cluster", name=leftover.id)


def _parts(
    type: str, list_operation: str, field: str, describe_operation: str, part: str, arn: str
) -> Callable[[Api, Scope], Iterator[Leftover]]:
    """Finds what belongs to a cluster. ``part``: what EKS calls it; ``arn``: of its ARN."""

    def find(api: Api, scope: Scope) -> Iterator[Leftover]:
        if not _cluster(api, scope):
            return
        named = {"clusterName": scope.cluster}
        for name in api.pages("eks", list_operation, field, **named):
            which = named | {f"{part}Name": str(name)}
            entry = api.call("eks", describe_operation, **which)[part]
            identity, tags = f"{scope.cluster}:{name}", entry.get("tags") or {}
            yield Leftover(type, identity, str(name), entry[arn], _state(entry), tags)

    return find


def _delete_group(api: Api, leftover: Leftover) -> None:
    cluster, name = leftover.id.split(":")
    api.call("eks", "delete_nodegroup", clusterName=cluster, nodegroupName=name)


def _delete_addon(api: Api, leftover: Leftover) -> None:
    cluster, name = leftover.id.split(":")
    api.call("eks", "delete_addon", clusterName=cluster, addonName=name)


_groups = _parts(
    "aws_eks_node_group",
    "list_nodegroups",
    "nodegroups",
    "describe_nodegroup",
    "nodegroup",
    "nodegroupArn",
)
_addons = _parts("aws_eks_addon", "list_addons", "addons", "describe_addon", "addon", "addonArn")

KINDS = (
    Kind("aws_eks_addon", "eks:addon/", _addons, _delete_addon),
    Kind("aws_eks_node_group", "eks:nodegroup/", _groups, _delete_group),
    Kind("aws_eks_cluster", "eks:cluster/", _clusters, _delete_cluster),
)
