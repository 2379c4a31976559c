# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Names that the platform wants and somebody else may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..._aws.leftovers.api import Api, Refused, each
from ..model import Check
from .model import Build, is_ours, tags

# A name in words with the tags of whoever has it.
Holder = tuple[str, dict[str, str]]
Finder = Callable[[Api, Build], Iterator[Holder]]


def check_names(api: Api, build: Build) -> Iterator[Check]:
    """Names in use by others, secrets that wait for their end, and the bucket of the state."""
    taken = 0
    for holders in each(lambda finder: list(finder(api, build)), FINDERS):
        for what, found in holders:
            if not is_ours(found, build):
                taken += 1
                yield Check(
                    "names",
                    "fail",
                    f"{what} exists, and is not of this platform: it has no tag "
                    f"platform={build.platform}",
                    "Choose another platform_name, or remove it",
                )
    waiting = list(_waiting_secrets(api, build))
    yield from waiting
    if not taken and not waiting:
        yield Check("names", "ok", f"nobody else has what {build.platform} wants to be called")
    yield from _bucket(api, build)


def _one(api: Api, service: str, operation: str, **arguments: Any) -> dict[str, Any] | None:
    """The answer about one thing; None where it does not exist."""
    try:
        return api.call(service, operation, **arguments)
    except Refused as error:
        if error.is_absent:
            return None
        raise


def _cluster(api: Api, build: Build) -> Iterator[Holder]:
    if answer := _one(api, "eks", "describe_cluster", name=build.platform):
        yield f"the EKS cluster {build.platform}", tags(answer["cluster"].get("tags"))


def _database(api: Api, build: Build) -> Iterator[Holder]:
    asked = {"DBInstanceIdentifier": build.platform}
    if answer := _one(api, "rds", "describe_db_instances", **asked):
        yield f"the database {build.platform}", tags(answer["DBInstances"][0].get("TagList"))


def _cache(api: Api, build: Build) -> Iterator[Holder]:
    asked = {"ReplicationGroupId": build.platform}
    if answer := _one(api, "elasticache", "describe_replication_groups", **asked):
        arn = answer["ReplicationGroups"][0]["ARN"]
        listed = api.call("elasticache", "list_tags_for_resource", ResourceName=arn)
        yield f"the cache {build.platform}", tags(listed["TagList"])


def _load_balancer(api: Api, build: Build) -> Iterator[Holder]:
    if answer := _one(api, "elbv2", "describe_load_balancers", Names=[build.platform]):
        arn = answer["LoadBalancers"][0]["LoadBalancerArn"]
        listed = api.call("elbv2", "describe_tags", ResourceArns=[arn])
        yield f"the load balancer {build.platform}", tags(listed["TagDescriptions"][0]["Tags"])


def _repositories(api: Api, build: Build) -> Iterator[Holder]:
    for service in build.services:
        if answer := _one(api, "ecr", "describe_repositories", repositoryNames=[service]):
            arn = answer["repositories"][0]["repositoryArn"]
            listed = api.call("ecr", "list_tags_for_resource", resourceArn=arn)
            yield f"the image repository {service}", tags(listed["tags"])


def _role(api: Api, build: Build) -> Iterator[Holder]:
    name = f"{build.platform}-eks-cluster"
    if answer := _one(api, "iam", "get_role", RoleName=name):
        yield f"the IAM role {name}", tags(answer["Role"].get("Tags"))


def _log_group(api: Api, build: Build) -> Iterator[Holder]:
    name = f"/aws/eks/{build.platform}/cluster"
    groups = api.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name)
    for group in groups:
        if group["logGroupName"] == name:
            arn = group["arn"].removesuffix(":*")
            listed = api.call("logs", "list_tags_for_resource", resourceArn=arn)
            yield f"the log group {name}", tags(listed["tags"])


FINDERS: list[Finder] = [
    _cluster,
    _database,
    _cache,
    _load_balancer,
    _repositories,
    _role,
    _log_group,
]


def _waiting_secrets(api: Api, build: Build) -> Iterator[Check]:
    """Deleted secrets keep their names until their recovery window ends."""
    wanted = [{"Key": "name", "Values": [f"{build.platform}/"]}]
    secrets = api.pages(
        "secretsmanager",
        "list_secrets",
        "SecretList",
        IncludePlannedDeletion=True,
        Filters=wanted,
    )
    for secret in secrets:
        if "DeletedDate" in secret:
            yield Check(
                "names",
                "fail",
                f"the secret {secret['Name']} is deleted, and keeps its name until the end of "
                "its recovery window",
                f"Restore it: aws secretsmanager restore-secret --secret-id {secret['Name']}",
            )


def _bucket(api: Api, build: Build) -> Iterator[Check]:
    """Names of buckets are those of all AWS: one of another account looks like a refusal."""
    if not build.state_bucket:
        return
    name = "bucket of the state"
    try:
        api.call("s3", "head_bucket", Bucket=build.state_bucket)
    except Refused as error:
        if error.code == "403":
            text = f"{build.state_bucket} belongs to another account, or is closed to you"
            yield Check(name, "fail", text, "Set infrastructure_state_bucket")
        elif error.is_absent or error.code == "404":
            text = f"{build.state_bucket} does not exist yet"
            yield Check(
                name, "warn", text, "Make it: ansible-playbook playbooks/bootstrap_state.yml"
            )
        else:
            raise
    else:
        yield Check(name, "ok", f"{build.state_bucket} is there")
