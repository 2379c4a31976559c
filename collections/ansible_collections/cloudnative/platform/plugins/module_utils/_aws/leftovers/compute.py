# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Machines and their disks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .api import Api
from .model import BACKUP_TAG, Kind, Leftover, Scope, State, tags_of
from .network import deletes, ec2_kind


def _groups(api: Api, scope: Scope) -> Iterator[Leftover]:
    for entry in api.pages("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups"):
        tags = tags_of(entry.get("Tags"))
        if scope.owns(tags):
            name = entry["AutoScalingGroupName"]
            state: State = "going" if entry.get("Status") else "present"
            arn = entry.get("AutoScalingGroupARN") or ""
            yield Leftover("aws_autoscaling_group", name, name, arn, state, tags)


def _delete_group(api: Api, leftover: Leftover) -> None:
    api.call(
        "autoscaling",
        "delete_auto_scaling_group",
        AutoScalingGroupName=leftover.id,
        ForceDelete=True,
    )


def _instances(api: Api, scope: Scope) -> Iterator[Leftover]:
    reservations = api.pages("ec2", "describe_instances", "Reservations")
    for entry in (entry for some in reservations for entry in some["Instances"]):
        tags = tags_of(entry.get("Tags"))
        known = entry["State"]["Name"]
        if known != "terminated" and scope.owns(tags):
            state: State = "going" if known == "shutting-down" else "present"
            yield Leftover(
                "aws_instance", entry["InstanceId"], tags.get("Name", ""), "", state, tags
            )


def _delete_instance(api: Api, leftover: Leftover) -> None:
    api.call("ec2", "terminate_instances", InstanceIds=[leftover.id])


def volume_state(entry: Mapping[str, Any]) -> State | None:
    """The state of a volume; None for a machine's own disk, which goes with the machine."""
    if any(attachment.get("DeleteOnTermination") for attachment in entry.get("Attachments") or []):
        return None
    return "going" if entry["State"] in ("deleting", "deleted") else "present"


def snapshot_state(entry: Mapping[str, Any]) -> State:
    """A snapshot is kept only where a teardown has made it as a backup."""
    return "kept" if BACKUP_TAG.items() <= tags_of(entry.get("Tags")).items() else "present"


KINDS = (
    Kind("aws_autoscaling_group", "autoscaling:autoScalingGroup", _groups, _delete_group),
    Kind("aws_instance", "ec2:instance/", _instances, _delete_instance),
    ec2_kind(
        "aws_launch_template",
        "ec2:launch-template/",
        "describe_launch_templates",
        "LaunchTemplates",
        "LaunchTemplateId",
        deletes("delete_launch_template", "LaunchTemplateId"),
        name="LaunchTemplateName",
    ),
    ec2_kind(
        "aws_ebs_volume",
        "ec2:volume/",
        "describe_volumes",
        "Volumes",
        "VolumeId",
        deletes("delete_volume", "VolumeId"),
        volume_state,
    ),
    ec2_kind(
        "aws_ebs_snapshot",
        "ec2:snapshot/",
        "describe_snapshots",
        "Snapshots",
        "SnapshotId",
        deletes("delete_snapshot", "SnapshotId"),
        snapshot_state,
        OwnerIds=["self"],
    ),
)
