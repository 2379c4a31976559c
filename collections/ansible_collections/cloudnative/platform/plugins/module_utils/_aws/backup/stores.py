# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Snapshots of RDS and of EBS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..leftovers.model import BACKUP_TAG, tags_of
from .flow import STEP_TAG, Snapshot, Store


class Databases(Store):
    """Snapshots of RDS instances, which people name."""

    READY = "available"
    FAILED = ("failed",)
    # The key that every account has for RDS; it cannot be deleted.
    KEY = "alias/aws/rds"

    def all_of(self, source: str) -> list[Snapshot]:
        return self._list(DBInstanceIdentifier=source, SnapshotType="manual")

    def read(self, snapshot: str) -> Snapshot:
        return self._list(DBSnapshotIdentifier=snapshot)[0]

    def create(self, source: str) -> str:
        name = f"{source}-final-{self.settings.stamp}"
        self.api.call(
            "rds",
            "create_db_snapshot",
            DBSnapshotIdentifier=name,
            DBInstanceIdentifier=source,
            Tags=self.settings.tags(STEP_TAG),
        )
        return name

    def copy(self, snapshot: str) -> str:
        name = f"{snapshot}-copy"
        # A killed run may have begun it.
        begun = [known.id for known in self._list(SnapshotType="manual") if known.id == name]
        if not begun:
            self.api.call(
                "rds",
                "copy_db_snapshot",
                SourceDBSnapshotIdentifier=snapshot,
                TargetDBSnapshotIdentifier=name,
                KmsKeyId=self.KEY,
                Tags=self.settings.tags(BACKUP_TAG),
            )
        return name

    def tag(self, snapshot: str) -> None:
        known = self.api.pages(
            "rds", "describe_db_snapshots", "DBSnapshots", DBSnapshotIdentifier=snapshot
        )
        self.api.call(
            "rds",
            "add_tags_to_resource",
            ResourceName=known[0]["DBSnapshotArn"],
            Tags=self.settings.tags(BACKUP_TAG),
        )

    def delete(self, snapshot: str) -> None:
        self.api.call("rds", "delete_db_snapshot", DBSnapshotIdentifier=snapshot)

    def _list(self, **which: str) -> list[Snapshot]:
        entries = self.api.pages("rds", "describe_db_snapshots", "DBSnapshots", **which)
        return [
            _snapshot(entry, entry["DBSnapshotIdentifier"], entry["Status"], "TagList")
            for entry in entries
        ]


class Volumes(Store):
    """Snapshots of EBS volumes, which AWS names."""

    READY = "completed"
    FAILED = ("error",)
    KEY = "alias/aws/ebs"

    def all_of(self, source: str) -> list[Snapshot]:
        return self._list(Filters=[{"Name": "volume-id", "Values": [source]}], OwnerIds=["self"])

    def read(self, snapshot: str) -> Snapshot:
        return self._list(SnapshotIds=[snapshot])[0]

    def create(self, source: str) -> str:
        made = self.api.call(
            "ec2",
            "create_snapshot",
            VolumeId=source,
            Description=f"Last snapshot of {source} of {self.settings.platform}",
            TagSpecifications=[self._tags(STEP_TAG)],
        )
        return str(made["SnapshotId"])

    def copy(self, snapshot: str) -> str:
        made = self.api.call(
            "ec2",
            "copy_snapshot",
            SourceSnapshotId=snapshot,
            SourceRegion=self.api.source.region,
            Encrypted=True,
            KmsKeyId=self.KEY,
            TagSpecifications=[self._tags(BACKUP_TAG)],
        )
        return str(made["SnapshotId"])

    def tag(self, snapshot: str) -> None:
        self.api.call(
            "ec2", "create_tags", Resources=[snapshot], Tags=self.settings.tags(BACKUP_TAG)
        )

    def delete(self, snapshot: str) -> None:
        self.api.call("ec2", "delete_snapshot", SnapshotId=snapshot)

    def _tags(self, purpose: dict[str, str]) -> dict[str, Any]:
        return {"ResourceType": "snapshot", "Tags": self.settings.tags(purpose)}

    def _list(self, **which: Any) -> list[Snapshot]:
        entries = self.api.pages("ec2", "describe_snapshots", "Snapshots", **which)
        return [_snapshot(entry, entry["SnapshotId"], entry["State"], "Tags") for entry in entries]


def _snapshot(entry: Mapping[str, Any], identity: str, status: str, tags: str) -> Snapshot:
    return Snapshot(identity, status, str(entry.get("KmsKeyId") or ""), tags_of(entry.get(tags)))
