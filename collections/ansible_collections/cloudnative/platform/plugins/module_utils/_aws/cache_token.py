# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The token of an ElastiCache replication group: made here, kept by Secrets Manager alone.

Terraform makes the group with a token that nobody is told. The one that replaces it goes from
this process to ElastiCache and to Secrets Manager:

1. ROTATE: the cache takes the new token beside the old one,
2. SET: the cache takes the new one only. AWS allows SET only after ROTATE,
3. the secret gets it as its value.

A run that is killed in between has told its token to nobody, so the next one starts again with
another.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from .errors import AwsError
from .leftovers.api import Api
from .secrets import ALPHABET

CURRENT = "AWSCURRENT"
# ElastiCache takes 16 to 128 characters.
LENGTH = 64
# The user of whoever gives no name, as Valkey and Redis call it.
USER = "default"
PAUSE_SECONDS, WAIT_SECONDS = 1.0, 1800.0


class Cache(NamedTuple):
    """Whose token, and where it is kept.

    ``group``: id of the replication group; ``secret``: name or ARN of the secret.
    """

    group: str
    secret: str


class Group(NamedTuple):
    """A replication group: since when it exists, and whether it is free for a change."""

    created: datetime
    settled: bool


def ensure(
    api: Api, cache: Cache, check: bool, pause: Callable[[float], None] = time.sleep
) -> bool:
    """Have a token that only Secrets Manager knows; returns whether there was none.

    With ``check`` nothing is written. Raises AwsError.
    """
    if is_kept(_group(api, cache), _kept_since(api, cache)):
        return False
    if not check:
        _await(api, cache, pause)
        token = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        for strategy in ("ROTATE", "SET"):
            _give(api, cache, token, strategy)
            _await(api, cache, pause)
        text = json.dumps({"username": USER, "password": token})
        api.call("secretsmanager", "put_secret_value", SecretId=cache.secret, SecretString=text)
    return True


def is_kept(group: Group, since: datetime | None) -> bool:
    """Whether the value that the secret has ``since`` then is this group's token.

    One that is older than the group was the token of the group before it. The services tell times
    in fractions that differ, so whole seconds count.
    """
    return since is not None and _second(since) >= _second(group.created)


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _group(api: Api, cache: Cache) -> Group:
    answer = api.call("elasticache", "describe_replication_groups", ReplicationGroupId=cache.group)
    found = answer["ReplicationGroups"][0]
    waiting = (found.get("PendingModifiedValues") or {}).get("AuthTokenStatus")
    settled = found["Status"] == "available" and not waiting
    return Group(found["ReplicationGroupCreateTime"], settled)


def _kept_since(api: Api, cache: Cache) -> datetime | None:
    """When the secret got its value; None where it has none."""
    versions = api.pages(
        "secretsmanager", "list_secret_version_ids", "Versions", SecretId=cache.secret
    )
    current = (entry["CreatedDate"] for entry in versions if CURRENT in entry["VersionStages"])
    return next(current, None)


def _give(api: Api, cache: Cache, token: str, strategy: str) -> None:
    api.call(
        "elasticache",
        "modify_replication_group",
        ReplicationGroupId=cache.group,
        AuthToken=token,
        AuthTokenUpdateStrategy=strategy,
        ApplyImmediately=True,
    )


def _await(api: Api, cache: Cache, pause: Callable[[float], None]) -> None:
    waited = 0.0
    while not _group(api, cache).settled:
        if waited >= WAIT_SECONDS:
            raise AwsError(
                f"the cache {cache.group} is not available after {WAIT_SECONDS:.0f} s; "
                "run the same command again when it is"
            )
        pause(PAUSE_SECONDS)
        waited += PAUSE_SECONDS
