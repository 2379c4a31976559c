# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""RDS: instances, their snapshots and their settings."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Api
from .model import Kind, Leftover, Scope, State, last_snapshot, tags_of
from .tagged import DELETING, Listing, deletes, tagged_kind


def _instances(api: Api, scope: Scope) -> Iterator[Leftover]:
    for entry in api.pages("rds", "describe_db_instances", "DBInstances"):
        tags = tags_of(entry.get("TagList"))
        if scope.owns(tags):
            name = entry["DBInstanceIdentifier"]
            state: State = "going" if entry["DBInstanceStatus"] == DELETING else "present"
            yield Leftover("aws_db_instance", name, name, entry["DBInstanceArn"], state, tags)


def _delete_instance(api: Api, leftover: Leftover) -> str:
    name = last_snapshot(leftover)
    api.call(
        "rds",
        "delete_db_instance",
        DBInstanceIdentifier=leftover.id,
        FinalDBSnapshotIdentifier=name,
    )
    return name


def _snapshots(api: Api, scope: Scope) -> Iterator[Leftover]:
    # Only people and teardowns make these; RDS's own go with their instance.
    for entry in api.pages("rds", "describe_db_snapshots", "DBSnapshots", SnapshotType="manual"):
        tags = tags_of(entry.get("TagList"))
        if scope.owns(tags):
            name = entry["DBSnapshotIdentifier"]
            yield Leftover("aws_db_snapshot", name, name, entry["DBSnapshotArn"], "kept", tags)


KINDS = (
    Kind("aws_db_instance", "rds:db:", _instances, _delete_instance),
    Kind(
        "aws_db_snapshot",
        "rds:snapshot:",
        _snapshots,
        deletes("rds", "delete_db_snapshot", "DBSnapshotIdentifier"),
    ),
    tagged_kind(
        "aws_db_subnet_group",
        "rds:subgrp:",
        Listing(
            "rds",
            "describe_db_subnet_groups",
            "DBSubnetGroups",
            "DBSubnetGroupName",
            "DBSubnetGroupArn",
            "delete_db_subnet_group",
            "DBSubnetGroupName",
        ),
    ),
    tagged_kind(
        "aws_db_parameter_group",
        "rds:pg:",
        Listing(
            "rds",
            "describe_db_parameter_groups",
            "DBParameterGroups",
            "DBParameterGroupName",
            "DBParameterGroupArn",
            "delete_db_parameter_group",
            "DBParameterGroupName",
        ),
    ),
)
