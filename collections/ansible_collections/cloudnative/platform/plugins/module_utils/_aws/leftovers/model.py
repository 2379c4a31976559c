# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a leftover is, and what makes it ours. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from .api import Api

# present: it exists and costs. going: AWS deletes it. scheduled: AWS deletes it at the end of a
# recovery window. kept: a backup, which is meant to stay.
State = Literal["present", "going", "scheduled", "kept"]

# Each names a cluster by its value. In this order: EKS, the AWS load balancer controller, the
# network plug-in of EKS, volumes of older Kubernetes.
CLUSTER_TAGS = (
    "aws:eks:cluster-name",
    "eks:cluster-name",
    "elbv2.k8s.aws/cluster",
    "cluster.k8s.amazonaws.com/name",
    "KubernetesCluster",
)
# Backups that a teardown makes carry it, so that the next one does not take them for leftovers.
BACKUP_TAG = {"purpose": "final-backup"}


class Leftover(NamedTuple):
    """Something that AWS has of a platform.

    Attributes:
        type: Terraform's name of its kind, for example ``aws_vpc``.
        id: what ``terraform import`` takes.
        name: its own name, or the tag Name; empty where it has neither.
        arn: empty where AWS does not tell it.
        state: see ``State``.
        tags: empty where its kind has none.
    """

    type: str
    id: str
    name: str
    arn: str
    state: State
    tags: Mapping[str, str]

    def __str__(self) -> str:
        named = f" ({self.name})" if self.name not in ("", self.id) else ""
        return f"{self.type} {self.id}{named}"


class Scope(NamedTuple):
    """Whose leftovers: the platform by Terraform's tag, its cluster by those of controllers."""

    platform: str
    cluster: str

    def owns(self, tags: Mapping[str, str]) -> bool:
        """Whether tags say that a thing is the platform's or its cluster's."""
        return tags.get("platform") == self.platform or self.has_cluster(tags)

    def has_cluster(self, tags: Mapping[str, str]) -> bool:
        """Whether tags say that the cluster, or a controller in it, has made the thing."""
        # Of a network that several clusters share, each tag says "shared".
        owned = tags.get(f"kubernetes.io/cluster/{self.cluster}") == "owned"
        return owned or any(tags.get(tag) == self.cluster for tag in CLUSTER_TAGS)

    def names(self, path: str) -> bool:
        """Whether a whole part of a name with slashes is the platform's or the cluster's name.

        A part of a part is not enough: ``shop`` is not the platform ``shop-staging``.
        """
        return not {self.platform, self.cluster}.isdisjoint(path.split("/"))


@dataclass(frozen=True)
class Kind:
    """A kind of thing that AWS keeps.

    Attributes:
        type: Terraform's name of it.
        arn: how its ARNs go on after service, region and account: ``ec2:vpc/``; empty where the
            tagging API does not know the kind.
        find: those of a scope. Raises AwsError.
        delete: ask AWS to delete one; answers the id of the snapshot that AWS takes of its data
            before, if there is any. Raises AwsError; one that is gone is no error.
    """

    type: str
    arn: str
    find: Callable[[Api, Scope], Iterator[Leftover]]
    delete: Callable[[Api, Leftover], str | None]


def last_snapshot(leftover: Leftover) -> str:
    """A name for a snapshot of data that is about to be deleted.

    What is found as a leftover was lost from Terraform's state, so nobody else may have asked for
    a backup of it.
    """
    return f"{leftover.id}-{datetime.now(UTC):%Y%m%d%H%M%S}"


def tags_of(pairs: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    """Tags as a dict, from the pairs that most services answer with."""
    return {str(pair["Key"]): str(pair.get("Value") or "") for pair in pairs or []}
