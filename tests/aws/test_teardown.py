"""``playbooks/destroy.yml`` touches nothing of a half-made platform unless it is meant."""

from __future__ import annotations

import pytest

from aws.provisioning import PLATFORM, Provisioning

# The stand-in for a node has its files where the disks of a node are.
SKIP = ["--skip-tags", "lab_node"]
CONFIRM = ["-e", "destroy_confirm=lab", *SKIP]
BY_CONTROLLER = {f"kubernetes.io/cluster/{PLATFORM}": "owned", "elbv2.k8s.aws/cluster": PLATFORM}
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
    return small


def pairs(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


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
