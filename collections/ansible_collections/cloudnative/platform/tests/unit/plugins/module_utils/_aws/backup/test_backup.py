# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Backups are whole, tagged, readable without the platform's keys, and finished after a kill."""

from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.backup.flow import (
    Settings,
    back_up,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.backup.stores import (
    Databases,
    Volumes,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.find import look
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.model import (
    Leftover,
    Scope,
)

TAGS = [{"Key": "platform", "Value": "shop"}]


@pytest.fixture
def key(api: Api) -> str:
    """The platform's own key."""
    made = api.client("kms").create_key(Tags=[{"TagKey": "platform", "TagValue": "shop"}])
    arn: str = made["KeyMetadata"]["Arn"]
    return arn


def database(api: Api, **more: str | bool) -> Leftover:
    api.client("rds").create_db_instance(
        DBInstanceIdentifier="shop",
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword="long-enough",
        Tags=TAGS,
        **more,
    )
    return Leftover("aws_db_instance", "shop", "shop", "", "present", {})


def volume(api: Api, **more: str | bool) -> Leftover:
    made = api.client("ec2").create_volume(AvailabilityZone="ap-northeast-2a", Size=1, **more)
    return Leftover("aws_ebs_volume", made["VolumeId"], "", "", "present", {})


def settings(*keys: str) -> Settings:
    return Settings("shop", frozenset(keys), 10.0, stamp="20261123", sleep=lambda seconds: None)


def kept(api: Api, scope: Scope) -> dict[str, str]:
    return {left.id: left.state for left in look(api, scope).found if "snapshot" in left.type}


def test_database_under_a_key_that_stays(api: Api, scope: Scope) -> None:
    assert back_up(Databases(api, settings()), database(api)) == "shop-final-20261123"
    assert kept(api, scope) == {"shop-final-20261123": "kept"}


def test_database_under_the_platforms_key_is_copied(api: Api, scope: Scope, key: str) -> None:
    source = database(api, StorageEncrypted=True, KmsKeyId=key)
    backup = back_up(Databases(api, settings(key)), source)
    assert kept(api, scope) == {backup: "kept"}
    [snapshot] = api.pages(
        "rds", "describe_db_snapshots", "DBSnapshots", DBSnapshotIdentifier=backup
    )
    assert key not in snapshot["KmsKeyId"]


def test_volume_under_a_key_that_stays(api: Api, scope: Scope) -> None:
    backup = back_up(Volumes(api, settings()), volume(api))
    assert kept(api, scope) == {backup: "kept"}


def test_volume_under_the_platforms_key_is_copied(api: Api, scope: Scope, key: str) -> None:
    backup = back_up(Volumes(api, settings(key)), volume(api, Encrypted=True, KmsKeyId=key))
    assert kept(api, scope) == {backup: "kept"}


@pytest.mark.parametrize("step", ["copy", "delete"])
def test_a_killed_backup_is_finished(
    api: Api, scope: Scope, key: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    source = database(api, StorageEncrypted=True, KmsKeyId=key)

    def killed(*arguments: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Databases, step, killed)
        back_up(Databases(api, settings(key)), source)
    backup = back_up(Databases(api, settings(key)), source)
    assert kept(api, scope) == {backup: "kept"}


def test_a_failed_snapshot_stops_everything(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    source = database(api)
    monkeypatch.setattr(Databases, "FAILED", ("available",))
    monkeypatch.setattr(Databases, "READY", "never")
    with pytest.raises(AwsError, match="shop-final-20261123 has failed"):
        back_up(Databases(api, settings()), source)
