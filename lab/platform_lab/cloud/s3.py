"""S3 over moto: a bucket's policy may ask whether a request has come over TLS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from platform_lab.cloud import policies
from platform_lab.cloud.endpoint import over_tls

_ANYBODY: tuple[Any, ...] = ("*", {"AWS": "*"}, {"AWS": ["*"]})
_RESULTS = {
    policies.ALLOWED: PermissionResult.PERMITTED,
    policies.DENIED: PermissionResult.DENIED,
    policies.NOT_ALLOWED: PermissionResult.NEUTRAL,
}


def install() -> None:
    """Have moto decide by the policy's conditions; by itself it denies whatever has one."""
    FakeBucket.get_permission = permission  # type: ignore[assignment, method-assign]


def permission(bucket: FakeBucket, action: str, resource: str) -> Any:
    """What a bucket's policy says to everybody; moto asks this for objects only."""
    document = json.loads(bucket.policy or '{"Statement": []}')
    given = document["Statement"]
    known: list[Mapping[str, Any]] = given if isinstance(given, list) else [given]
    concerning = [statement for statement in known if statement.get("Principal") in _ANYBODY]
    context = {"aws:securetransport": [str(over_tls.get()).lower()]}
    return _RESULTS[policies.decide([{"Statement": concerning}], action, resource, context)]
