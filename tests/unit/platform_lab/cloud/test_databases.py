"""RDS and ElastiCache: what is asked for becomes a wish for a server, or is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from platform_lab.cloud import controller, elasticache, rds, rds_passwords
from platform_lab.cloud.instances import AVAILABLE, FAILED, STOPPED
from support.cloud import Emulator

TOKEN = "abcdefgh12345678"


def create_db(emulator: Emulator, name: str = "blog", **more: Any) -> dict[str, Any]:
    settings = {
        "Engine": "postgres",
        "EngineVersion": "15",
        "DBInstanceClass": "db.t4g.micro",
        "AllocatedStorage": 20,
        "MasterUsername": "blog",
        "MasterUserPassword": "a-password",
    }
    asked = {key: value for key, value in (settings | more).items() if value is not None}
    made: dict[str, Any] = emulator.client("rds").create_db_instance(
        DBInstanceIdentifier=name, **asked
    )["DBInstance"]
    return made


def describe_db(emulator: Emulator, name: str = "blog") -> dict[str, Any]:
    found = emulator.client("rds").describe_db_instances(DBInstanceIdentifier=name)
    instance: dict[str, Any] = found["DBInstances"][0]
    return instance


def create_group(emulator: Emulator, **more: Any) -> dict[str, Any]:
    settings = {"TransitEncryptionEnabled": True, "AuthToken": TOKEN, "EngineVersion": "7.0"}
    made: dict[str, Any] = emulator.client("elasticache").create_replication_group(
        ReplicationGroupId="shop", ReplicationGroupDescription="x", **(settings | more)
    )["ReplicationGroup"]
    return made


def test_a_database_is_available_once_it_runs(emulator: Emulator) -> None:
    assert create_db(emulator)["DBInstanceStatus"] == "creating"
    [wish] = rds.wanted(emulator.lab)
    assert (wish.user, wish.password, wish.force_tls) == ("blog", "a-password", True)
    assert wish.address == "172.30.0.100"
    assert controller.enter(emulator.lab, wish, AVAILABLE)
    found = describe_db(emulator)
    assert (found["DBInstanceStatus"], found["EngineVersion"]) == ("available", "15.20")
    assert found["Endpoint"] == {"Address": wish.names[0], "Port": 5432}


def test_a_database_that_does_not_start_is_not_available(emulator: Emulator) -> None:
    create_db(emulator)
    controller.enter(emulator.lab, rds.wanted(emulator.lab)[0], FAILED)
    assert describe_db(emulator)["DBInstanceStatus"] == "failed"


def test_the_managed_secret_holds_the_password_of_the_database(emulator: Emulator) -> None:
    made = create_db(emulator, MasterUserPassword=None, ManageMasterUserPassword=True)
    secrets = emulator.client("secretsmanager")
    arn = made["MasterUserSecret"]["SecretArn"]
    content = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    [wish] = rds.wanted(emulator.lab)
    assert content == {"username": "blog", "password": wish.password}
    assert len(wish.password) == rds_passwords.PASSWORD_LENGTH
    emulator.client("rds").modify_db_instance(
        DBInstanceIdentifier="blog", RotateMasterUserPassword=True, ApplyImmediately=True
    )
    [after] = rds.wanted(emulator.lab)
    assert after.password != wish.password
    content = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert content["password"] == after.password


def test_stop_start_reboot_modify(emulator: Emulator) -> None:
    create_db(emulator)
    api, name = emulator.client("rds"), {"DBInstanceIdentifier": "blog"}
    controller.enter(emulator.lab, rds.wanted(emulator.lab)[0], AVAILABLE)
    assert api.stop_db_instance(**name)["DBInstance"]["DBInstanceStatus"] == "stopping"
    [wish] = rds.wanted(emulator.lab)
    assert wish.stopped
    controller.enter(emulator.lab, wish, STOPPED)
    assert api.start_db_instance(**name)["DBInstance"]["DBInstanceStatus"] == "starting"
    [wish] = rds.wanted(emulator.lab)
    assert not wish.stopped
    controller.enter(emulator.lab, wish, AVAILABLE)
    assert api.reboot_db_instance(**name)["DBInstance"]["DBInstanceStatus"] == "rebooting"
    assert rds.wanted(emulator.lab)[0].restarts == 1
    api.modify_db_instance(**name, MasterUserPassword="another-one")
    assert rds.wanted(emulator.lab)[0].password == "another-one"


def test_each_instance_has_its_own_identity_and_address(emulator: Emulator) -> None:
    create_db(emulator, "one")
    create_db(emulator, "two")
    create_group(emulator)
    first = rds.wanted(emulator.lab)[0].identity
    emulator.client("rds").delete_db_instance(DBInstanceIdentifier="one", SkipFinalSnapshot=True)
    create_db(emulator, "one")
    wishes = [*rds.wanted(emulator.lab), *elasticache.wanted(emulator.lab)]
    assert sorted(wish.address for wish in wishes) == [f"172.30.0.10{n}" for n in range(3)]
    assert first not in [wish.identity for wish in wishes]


def test_parameter_groups_reach_the_database(emulator: Emulator) -> None:
    api = emulator.client("rds")
    group = {"DBParameterGroupName": "mine"}
    api.create_db_parameter_group(**group, DBParameterGroupFamily="postgres15", Description="x")
    parameter = {"ParameterName": "rds.force_ssl", "ParameterValue": "0"}
    api.modify_db_parameter_group(**group, Parameters=[parameter | {"ApplyMethod": "immediate"}])
    create_db(emulator, DBParameterGroupName="mine")
    assert rds.wanted(emulator.lab)[0].force_tls is False
    assert api.describe_db_parameters(**group)["Parameters"][0]["Source"] == "user"
    api.reset_db_parameter_group(**group, ResetAllParameters=True)
    assert rds.wanted(emulator.lab)[0].force_tls is True


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"Engine": "mysql", "EngineVersion": "8.0"}, "mysql"),
        ({"EngineVersion": "17.2"}, "15.20"),
        ({"MasterUserPassword": "short"}, "between 8 and 128"),
        ({"MasterUserPassword": "with@sign-and-more"}, "printable ASCII"),
        ({"MasterUserPassword": None}, "between 8 and 128"),
        ({"MasterUsername": None}, "MasterUsername"),
        ({"ManageMasterUserPassword": True}, "ManageMasterUserPassword"),
    ],
)
def test_what_cannot_run_is_refused(emulator: Emulator, asked: dict[str, Any], reason: str) -> None:
    with pytest.raises(ClientError, match=reason):
        create_db(emulator, **asked)
    assert rds.wanted(emulator.lab) == []


def test_a_replication_group_is_complete(emulator: Emulator) -> None:
    group = create_group(emulator, NumCacheClusters=2)
    assert (group["Status"], group["MemberClusters"]) == ("creating", ["shop-001", "shop-002"])
    api = emulator.client("elasticache")
    clusters = api.describe_cache_clusters(ShowCacheNodeInfo=True)["CacheClusters"]
    assert [cluster["CacheClusterId"] for cluster in clusters] == group["MemberClusters"]
    assert {cluster["ReplicationGroupId"] for cluster in clusters} == {"shop"}
    primary, replica = elasticache.wanted(emulator.lab)
    endpoints = group["NodeGroups"][0]
    assert primary.names[0] == endpoints["PrimaryEndpoint"]["Address"]
    assert replica.names[-1] == endpoints["ReaderEndpoint"]["Address"]
    assert (primary.primary, replica.primary) == ("", primary.address)
    assert (primary.tokens, primary.tls) == ((TOKEN,), True)

    def status() -> str:
        return str(api.describe_replication_groups()["ReplicationGroups"][0]["Status"])

    controller.enter(emulator.lab, primary, AVAILABLE)
    assert status() == "creating"
    controller.enter(emulator.lab, replica, AVAILABLE)
    assert status() == "available"


def test_a_deleted_group_takes_its_members_along(emulator: Emulator) -> None:
    create_group(emulator)
    api = emulator.client("elasticache")
    api.delete_replication_group(ReplicationGroupId="shop")
    assert api.describe_cache_clusters()["CacheClusters"] == []
    assert elasticache.wanted(emulator.lab) == []
    with pytest.raises(ClientError, match="NotFound"):
        api.describe_replication_groups(ReplicationGroupId="shop")


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"Engine": "valkey"}, "valkey"),
        ({"EngineVersion": "6.2"}, "7.0.15"),
        ({"NumNodeGroups": 2}, "cluster mode"),
        ({"AuthToken": "short"}, "AuthToken"),
        ({"TransitEncryptionEnabled": False}, "encryption-in-transit"),
    ],
)
def test_what_redis_here_cannot_do_is_refused(
    emulator: Emulator, asked: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ClientError, match=reason):
        create_group(emulator, **asked)
    assert elasticache.wanted(emulator.lab) == []


def test_performance_insights_are_what_was_asked_for(emulator: Emulator) -> None:
    api = emulator.client("rds")
    create_db(emulator, EnablePerformanceInsights=True)
    [made] = api.describe_db_instances()["DBInstances"]
    assert (made["PerformanceInsightsEnabled"], made["PerformanceInsightsRetentionPeriod"]) == (
        True,
        7,
    )
    name = made["DBInstanceIdentifier"]
    api.modify_db_instance(DBInstanceIdentifier=name, EnablePerformanceInsights=False)
    assert api.describe_db_instances()["DBInstances"][0]["PerformanceInsightsEnabled"] is False


def test_a_managed_password_stays_when_it_is_asked_for_again(emulator: Emulator) -> None:
    api = emulator.client("rds")
    create_db(emulator, MasterUserPassword=None, ManageMasterUserPassword=True)
    [before] = rds.wanted(emulator.lab)
    [made] = api.describe_db_instances()["DBInstances"]
    name = made["DBInstanceIdentifier"]
    api.modify_db_instance(DBInstanceIdentifier=name, ManageMasterUserPassword=True)
    [after] = api.describe_db_instances()["DBInstances"]
    assert after["MasterUserSecret"]["SecretArn"] == made["MasterUserSecret"]["SecretArn"]
    assert rds.wanted(emulator.lab)[0].password == before.password


def test_the_versions_on_offer_are_those_that_run(emulator: Emulator) -> None:
    api = emulator.client("rds")
    offered = api.describe_db_engine_versions(Engine="postgres", EngineVersion="15")
    assert [one["EngineVersion"] for one in offered["DBEngineVersions"]] == ["15.20"]
    newer = api.describe_db_engine_versions(Engine="postgres", EngineVersion="17")
    assert newer["DBEngineVersions"] == []


NEW = "another-token-0123456789"


def test_a_token_is_rotated_and_then_set(emulator: Emulator) -> None:
    create_group(emulator)
    api = emulator.client("elasticache")
    before = elasticache.wanted(emulator.lab)[0].replication

    def change(token: str, strategy: str) -> tuple[str, ...]:
        api.modify_replication_group(
            ReplicationGroupId="shop",
            AuthToken=token,
            AuthTokenUpdateStrategy=strategy,
            ApplyImmediately=True,
        )
        return elasticache.wanted(emulator.lab)[0].tokens

    with pytest.raises(ClientError, match="only after"):
        change(NEW, "SET")
    assert change(NEW, "ROTATE") == (TOKEN, NEW)
    assert change(NEW, "ROTATE") == (TOKEN, NEW)
    assert change(NEW, "SET") == (NEW,)
    assert elasticache.wanted(emulator.lab)[0].replication == before


def test_the_last_snapshot_of_a_cache_is_a_record_that_restores_nothing(
    emulator: Emulator,
) -> None:
    create_group(emulator)
    api = emulator.client("elasticache")
    api.delete_replication_group(ReplicationGroupId="shop", FinalSnapshotIdentifier="last")
    assert elasticache.wanted(emulator.lab) == []
    [snapshot] = api.describe_snapshots()["Snapshots"]
    assert (snapshot["SnapshotName"], snapshot["ReplicationGroupId"]) == ("last", "shop")
    with pytest.raises(ClientError, match="nothing to restore"):
        create_group(emulator, SnapshotName="last")


def test_groups_of_the_cache_that_nobody_made(emulator: Emulator) -> None:
    api = emulator.client("elasticache")
    assert api.describe_user_groups()["UserGroups"] == []
    [default] = api.describe_cache_parameter_groups()["CacheParameterGroups"]
    assert default["CacheParameterGroupName"] == "default.redis7"
