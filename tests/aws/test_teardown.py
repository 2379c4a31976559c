"""``playbooks/destroy.yml`` takes down a half-made platform and leaves nothing of it."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any

import pytest

from aws.provisioning import PLATFORM, Provisioning
from support.emulated_aws import EmulatedAws
from support.interrupter import kill_tree

# The stand-in for a node has its files where the disks of a node are.
SKIP = ["--skip-tags", "lab_node"]
# The lab itself does without backups.
CONFIRM = ["-e", "destroy_confirm=lab", "-e", "teardown_backup=true", *SKIP]
BY_CONTROLLER = {f"kubernetes.io/cluster/{PLATFORM}": "owned", "elbv2.k8s.aws/cluster": PLATFORM}
BACKUPS = {"aws_db_snapshot", "aws_ebs_snapshot", "aws_elasticache_snapshot"}
LATE = f"/aws/eks/{PLATFORM}/cluster"


@pytest.fixture(scope="module")
def half_made(small: Provisioning) -> Provisioning:
    """An apply was killed, AWS did the last thing that it asked for, and others had begun."""
    assert small.killed(50, unanswered=True)
    aws = small.aws
    ec2, elb, logs = aws.client("ec2"), aws.client("elbv2"), aws.client("logs")
    subnets = ec2.describe_subnets(Filters=[{"Name": "tag:platform", "Values": [PLATFORM]}])
    ids = [subnet["SubnetId"] for subnet in subnets["Subnets"][:2]]
    [balancer] = elb.create_load_balancer(Name="k8s-web", Subnets=ids, Tags=pairs(BY_CONTROLLER))[
        "LoadBalancers"
    ]
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Attributes=[{"Key": "deletion_protection.enabled", "Value": "true"}],
    )
    volume = {"ResourceType": "volume", "Tags": pairs(BY_CONTROLLER)}
    ec2.create_volume(AvailabilityZone="ap-northeast-2a", Size=1, TagSpecifications=[volume])
    if not logs.describe_log_groups(logGroupNamePrefix=LATE)["logGroups"]:
        logs.create_log_group(logGroupName=LATE)
    unknown_data(aws)
    return small


def unknown_data(aws: EmulatedAws) -> None:
    """A database and a cache of the platform that Terraform's state does not know."""
    rds, cache = aws.client("rds"), aws.client("elasticache")
    tags = pairs({"platform": PLATFORM})
    rds.create_db_instance(
        DBInstanceIdentifier=PLATFORM,
        Engine="postgres",
        EngineVersion="15",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="keeper",
        MasterUserPassword="long-enough",
        CopyTagsToSnapshot=True,
        Tags=tags,
    )
    cache.create_replication_group(
        ReplicationGroupId=PLATFORM,
        ReplicationGroupDescription="test",
        NumCacheClusters=1,
        Engine="redis",
        EngineVersion="7.0",
        Tags=tags,
    )
    quick = {"Delay": 1, "MaxAttempts": 120}
    rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=PLATFORM, WaiterConfig=quick)
    cache.get_waiter("replication_group_available").wait(
        ReplicationGroupId=PLATFORM, WaiterConfig=quick
    )


def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def report(provisioning: Provisioning) -> dict[str, Any]:
    """The leak report."""
    path = provisioning.aws.lab.state / "lab" / "report" / "leaks.json"
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def left(provisioning: Provisioning) -> list[str]:
    """What AWS says of the platform, asked in another way than the code under test asks."""
    aws = provisioning.aws
    pages = aws.client("resourcegroupstaggingapi").get_paginator("get_resources").paginate()
    tagged = [
        entry["ResourceARN"]
        for page in pages
        for entry in page["ResourceTagMappingList"]
        # Keys stay for their recovery window.
        if ":kms:" not in entry["ResourceARN"]
        and any(PLATFORM in pair.values() or PLATFORM in pair["Key"] for pair in entry["Tags"])
    ]
    roles = [role["RoleName"] for role in aws.client("iam").list_roles()["Roles"]]
    groups = [
        group["logGroupName"] for group in aws.client("logs").describe_log_groups()["logGroups"]
    ]
    return tagged + [name for name in roles + groups if PLATFORM in name]


def test_nothing_is_touched_without_the_name(half_made: Provisioning) -> None:
    number = half_made.aws.last_request()
    for words in (SKIP, ["-e", "destroy_confirm=production", *SKIP]):
        assert "Nothing was touched" in half_made.run(*words, playbook="destroy", status=2)
    assert half_made.aws.writes(number) == []


def test_nothing_is_touched_in_another_account(half_made: Provisioning) -> None:
    number = half_made.aws.last_request()
    account = ["-e", "teardown_account_id=999999999999"]
    output = half_made.run(*CONFIRM, *account, playbook="destroy", status=2)
    assert "123456789012" in output
    assert "999999999999" in output
    assert half_made.aws.writes(number) == []


def test_protected_things_are_named_and_everything_stays(half_made: Provisioning) -> None:
    number = half_made.aws.last_request()
    unasked = ["-e", "teardown_protected=false"]
    output = half_made.run(*CONFIRM, *unasked, playbook="destroy", status=2)
    assert "Protected against deletion: aws_lb" in output
    assert half_made.aws.writes(number) == []


def test_check_mode_says_what_would_go_and_touches_nothing(half_made: Provisioning) -> None:
    # Terraform writes its state down every twenty seconds, so the killed apply may have left none;
    # what would go is all that AWS has.
    kinds = ":vpc/", ":subnet/", ":natgateway/", ":internet-gateway/", ":elastic-ip/", ":volume/"
    arns = [arn for arn in left(half_made) if any(kind in arn for kind in kinds)]
    there = [arn.rpartition("/")[2] for arn in arns]
    assert len(there) > 5
    number = half_made.aws.last_request()
    output = half_made.run("--check", *SKIP, playbook="destroy")
    assert [identity for identity in there if identity not in output] == []
    assert half_made.aws.writes(number) == []


def test_destroy_that_is_killed_goes_on_and_leaves_nothing(half_made: Provisioning) -> None:
    assert len(left(half_made)) > 10
    # The first falls on the backups, the second on what controllers have made, the others on what
    # Terraform knows and on what it does not know.
    for writes in (1, 6, 12, 12):
        process = half_made.start(*CONFIRM, playbook="destroy")
        half_made.proxy.arm(writes, partial(kill_tree, process.pid), unanswered=True)
        output = process.communicate()[0]
        half_made.proxy.disarm()
        assert process.returncode == -9, output
    half_made.run(*CONFIRM, playbook="destroy")
    told = report(half_made)
    assert told["clean"]
    assert {entry["state"] for entry in told["leftovers"]} == {"scheduled", "kept"}
    kept = [entry for entry in told["leftovers"] if entry["state"] == "kept"]
    assert {entry["type"] for entry in kept} == BACKUPS
    named = {entry["id"] for entry in kept}
    assert [arn for arn in left(half_made) if re.split("[:/]", arn)[-1] not in named] == []


def test_destroy_of_nothing_changes_nothing(half_made: Provisioning) -> None:
    number = half_made.aws.last_request()
    half_made.run(*CONFIRM, playbook="destroy")
    assert half_made.aws.writes(number) == []
