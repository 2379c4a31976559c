# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Waits until something that a killed run has begun is there, or gives it back."""

from __future__ import annotations

from typing import Any, NamedTuple

from .errors import AwsError
from .leftovers import Leftover
from .leftovers.api import Api

# A control plane takes the longest: AWS says up to 20 minutes.
_DELAY, _ATTEMPTS = 5, 360


class _Wait(NamedTuple):
    """botocore's waiter of a type: ``arguments`` by the parts of the id between colons."""

    service: str
    waiter: str
    arguments: tuple[str, ...]
    listed: bool = False


_WAITS = {
    "aws_db_instance": _Wait("rds", "db_instance_available", ("DBInstanceIdentifier",)),
    "aws_eks_cluster": _Wait("eks", "cluster_active", ("name",)),
    "aws_eks_node_group": _Wait("eks", "nodegroup_active", ("clusterName", "nodegroupName")),
    "aws_elasticache_replication_group": _Wait(
        "elasticache", "replication_group_available", ("ReplicationGroupId",)
    ),
    "aws_nat_gateway": _Wait("ec2", "nat_gateway_available", ("NatGatewayIds",), listed=True),
}


def settle(api: Api, leftover: Leftover) -> None:
    """Return once a thing can be taken over as if it had been made in peace.

    Raises:
        AwsError: AWS failed to make it, naming it and what to do.
    """
    if leftover.state == "scheduled":
        api.call("secretsmanager", "restore_secret", SecretId=leftover.id)
        return
    wait = _WAITS.get(leftover.type)
    if wait is None:
        return
    from botocore.exceptions import WaiterError

    parts = leftover.id.split(":")
    arguments: dict[str, Any] = {
        name: [part] if wait.listed else part
        for name, part in zip(wait.arguments, parts, strict=True)
    }
    pace = {"Delay": _DELAY, "MaxAttempts": _ATTEMPTS}
    try:
        api.client(wait.service).get_waiter(wait.waiter).wait(WaiterConfig=pace, **arguments)
    except WaiterError as error:
        raise AwsError(
            f"{leftover} was begun by a run that ended too early, and AWS did not finish it: "
            f"{error}. Delete it and run the same command again"
        ) from error
