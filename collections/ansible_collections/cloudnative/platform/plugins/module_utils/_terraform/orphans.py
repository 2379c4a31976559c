# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Matches planned creations with what AWS already has. Pure.

A killed run leaves resources on AWS that no state knows. Made anew they would clash, or stand
twice and cost twice. So a creation that is recognised on AWS becomes an adoption.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from .creations import Creation


class Found(Protocol):
    """Something that AWS has of this platform; ``id`` is what an import takes."""

    @property
    def type(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def tags(self) -> Mapping[str, str]: ...


# The argument that names a resource of a type on AWS; types that are missing have only tags.
NAMED_BY = {
    "aws_cloudwatch_log_group": "name",
    "aws_db_instance": "identifier",
    "aws_db_parameter_group": "name",
    "aws_db_subnet_group": "name",
    "aws_ecr_repository": "name",
    "aws_eks_addon": "addon_name",
    "aws_eks_cluster": "name",
    "aws_eks_node_group": "node_group_name",
    "aws_elasticache_parameter_group": "name",
    "aws_elasticache_replication_group": "replication_group_id",
    "aws_elasticache_subnet_group": "name",
    "aws_elasticache_user": "user_id",
    "aws_elasticache_user_group": "user_group_id",
    "aws_iam_openid_connect_provider": "url",
    "aws_iam_policy": "name",
    "aws_iam_role": "name",
    "aws_launch_template": "name",
    "aws_lb": "name",
    "aws_lb_target_group": "name",
    "aws_s3_bucket": "bucket",
    "aws_secretsmanager_secret": "name",
    "aws_security_group": "name",
    "aws_wafv2_web_acl": "name",
}
# AWS gives them back: a secret in its recovery window blocks its name.
_RESTORED = {"aws_secretsmanager_secret"}


def matches[Thing: Found](
    planned: Iterable[Creation],
    found: Iterable[Thing],
    held: Collection[tuple[str, str]],
) -> dict[str, Thing]:
    """Which of AWS's things each creation would make a second time.

    Args:
        planned: what the plan creates.
        found: what AWS has of this platform.
        held: type and id of what the state knows.

    Returns:
        The thing by address. Of several alike the first by id: the others stay, and are seen as
        leftovers when the platform goes.
    """
    free = sorted(
        (each for each in found if (each.type, each.id) not in held and _usable(each)),
        key=lambda each: each.id,
    )
    chosen: dict[str, Thing] = {}
    for creation in planned:
        twin = next((each for each in free if _is_twin(creation, each)), None)
        if twin:
            free.remove(twin)
            chosen[creation.address] = twin
    return chosen


def _usable(found: Found) -> bool:
    return found.state == "present" or (found.state == "scheduled" and found.type in _RESTORED)


def _is_twin(creation: Creation, found: Found) -> bool:
    if creation.type != found.type:
        return False
    argument = NAMED_BY.get(creation.type)
    if argument and creation.values.get(argument):
        return str(creation.values[argument]).removeprefix("https://") == found.name
    tags = creation.tags
    # Default tags alone are shared by everything; the tag Name tells one from another.
    return "Name" in tags and all(found.tags.get(key) == value for key, value in tags.items())


def import_blocks(adopted: Mapping[str, str]) -> str:
    """Terraform code that takes things into the state.

    Args:
        adopted: id that an import takes, by address.
    """
    return "\n".join(
        f"import {{\n  to = {address}\n  id = {_quoted(identity)}\n}}\n"
        for address, identity in sorted(adopted.items())
    )


def _quoted(text: str) -> str:
    """A string of Terraform's language: JSON's, without its templates."""
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")
