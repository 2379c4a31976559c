# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What keeps other things: keys, secrets, images, files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .api import Api, Refused, each
from .model import Kind, Leftover, Scope, State, tags_of

# The shortest time for which AWS lets a key be called back.
KEY_RECOVERY_DAYS = 7


def _keys(api: Api, scope: Scope) -> Iterator[Leftover]:
    names = {
        alias["TargetKeyId"]: alias["AliasName"]
        for alias in api.pages("kms", "list_aliases", "Aliases")
        if "TargetKeyId" in alias
    }

    def look(key: str) -> tuple[dict[str, Any], dict[str, str]]:
        known = api.call("kms", "describe_key", KeyId=key)["KeyMetadata"]
        if known["KeyManager"] != "CUSTOMER":
            return known, {}
        pairs = api.pages("kms", "list_resource_tags", "Tags", KeyId=key)
        return known, {pair["TagKey"]: pair["TagValue"] for pair in pairs}

    keys = [entry["KeyId"] for entry in api.pages("kms", "list_keys", "Keys")]
    for entry, tags in each(look, keys):
        if scope.owns(tags):
            key = entry["KeyId"]
            state: State = "scheduled" if entry["KeyState"] == "PendingDeletion" else "present"
            yield Leftover("aws_kms_key", key, names.get(key, ""), entry["Arn"], state, tags)


def _aliases(api: Api, scope: Scope) -> Iterator[Leftover]:
    """Aliases of our keys: one that stays keeps the next platform from its name."""
    ours = {leftover.id: leftover for leftover in _keys(api, scope)}
    for alias in api.pages("kms", "list_aliases", "Aliases"):
        name = alias["AliasName"]
        if alias.get("TargetKeyId") in ours:
            yield Leftover("aws_kms_alias", name, name, alias["AliasArn"], "present", {})


def _delete_key(api: Api, leftover: Leftover) -> None:
    api.call(
        "kms",
        "schedule_key_deletion",
        KeyId=leftover.id,
        PendingWindowInDays=KEY_RECOVERY_DAYS,
    )


def _delete_alias(api: Api, leftover: Leftover) -> None:
    api.call("kms", "delete_alias", AliasName=leftover.id)


def _secrets(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = api.pages("secretsmanager", "list_secrets", "SecretList", IncludePlannedDeletion=True)
    for entry in known:
        tags, name, arn = tags_of(entry.get("Tags")), entry["Name"], entry["ARN"]
        if scope.owns(tags) or name.split("/")[0] == scope.platform:
            state: State = "scheduled" if entry.get("DeletedDate") else "present"
            yield Leftover("aws_secretsmanager_secret", arn, name, arn, state, tags)


def _delete_secret(api: Api, leftover: Leftover) -> None:
    days = api.recovery_days
    window = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
    api.call("secretsmanager", "delete_secret", SecretId=leftover.id, **window)


def _repositories(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = api.pages("ecr", "describe_repositories", "repositories")

    def look(arn: str) -> dict[str, str]:
        return tags_of(api.call("ecr", "list_tags_for_resource", resourceArn=arn).get("tags"))

    for entry, tags in zip(
        known, each(look, [entry["repositoryArn"] for entry in known]), strict=True
    ):
        if scope.owns(tags):
            name = entry["repositoryName"]
            yield Leftover(
                "aws_ecr_repository", name, name, entry["repositoryArn"], "present", tags
            )


def _delete_repository(api: Api, leftover: Leftover) -> None:
    api.call("ecr", "delete_repository", repositoryName=leftover.id, force=True)


def _buckets(api: Api, scope: Scope) -> Iterator[Leftover]:
    names = [entry["Name"] for entry in api.call("s3", "list_buckets")["Buckets"]]

    def look(name: str) -> dict[str, str]:
        try:
            return tags_of(api.call("s3", "get_bucket_tagging", Bucket=name)["TagSet"])
        except Refused as error:
            # NoSuchTagSet; and others' buckets may refuse everything, also to tell their tags.
            if error.is_absent or error.code == "AccessDenied":
                return {}
            raise

    for name, tags in zip(names, each(look, names), strict=True):
        if scope.owns(tags):
            yield Leftover("aws_s3_bucket", name, name, f"arn:aws:s3:::{name}", "present", tags)


def _delete_bucket(api: Api, leftover: Leftover) -> None:
    # AWS refuses where it is not empty, and that is right: what lies in it was not asked about.
    api.call("s3", "delete_bucket", Bucket=leftover.id)


KINDS = (
    Kind("aws_ecr_repository", "ecr:repository/", _repositories, _delete_repository),
    Kind("aws_secretsmanager_secret", "secretsmanager:secret:", _secrets, _delete_secret),
    Kind("aws_kms_alias", "kms:alias/", _aliases, _delete_alias),
    Kind("aws_kms_key", "kms:key/", _keys, _delete_key),
    Kind("aws_s3_bucket", "s3:", _buckets, _delete_bucket),
)
