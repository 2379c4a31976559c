"""Who owns an access key, according to the emulator's IAM and STS."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from platform_lab.cloud.sigv4 import SignatureError

PARTITION = "aws"
_ASSUMED = re.compile(
    r"arn:(?P<partition>[^:]+):sts::(?P<account>\d{12}):assumed-role/(?P<role>[^/]+)/(?P<session>.+)"
)


@dataclass(frozen=True)
class Principal:
    """The owner of an access key.

    Attributes:
        arn: ARN as GetCallerIdentity answers it.
        user_id: AWS's unique id; for a role followed by ``:`` and the session's name.
        account: account of twelve digits.
        access_key: the key that was used.
    """

    arn: str
    user_id: str
    account: str
    access_key: str

    @property
    def session(self) -> str:
        """Name of the role's session; empty for a user."""
        match = _ASSUMED.fullmatch(self.arn)
        return match["session"] if match else ""


@dataclass(frozen=True)
class KeyOwner:
    """An access key with its secret."""

    principal: Principal
    secret: str


def canonical_arn(arn: str) -> str:
    """The ARN that an access entry names: the role's own for a session of the role."""
    match = _ASSUMED.fullmatch(arn)
    if not match:
        return arn
    return f"arn:{match['partition']}:iam::{match['account']}:role/{match['role']}"


def owner_of(account: str, access_key: str, session_token: str | None, now: datetime) -> KeyOwner:
    """Look up an access key of the account.

    Raises:
        SignatureError: the key is unknown, switched off, expired, or its session token is wrong.
    """
    iam = iam_backends[account][PARTITION]
    key = iam.access_keys.get(access_key)
    if key is None or key.status != "Active":
        raise SignatureError(
            "InvalidClientTokenId", "The security token included in the request is invalid."
        )
    if key.role_arn:
        return _session_owner(account, access_key, session_token, now)
    if session_token:
        raise SignatureError("InvalidClientTokenId", "a user's key carries no session token")
    user = iam.get_user(str(key.user_name))
    principal = Principal(user.arn, user.id, account, access_key)
    return KeyOwner(principal, key.secret_access_key)


def _session_owner(
    account: str, access_key: str, session_token: str | None, now: datetime
) -> KeyOwner:
    role = sts_backends[account][PARTITION].get_assumed_role_from_access_key(access_key)
    if role is None or not hmac.compare_digest(role.session_token, session_token or ""):
        raise SignatureError("InvalidClientTokenId", "the session token is not valid")
    expires = role.expiration
    if expires.replace(tzinfo=expires.tzinfo or UTC) <= now:
        raise SignatureError("ExpiredToken", "The security token in the request is expired")
    principal = Principal(role.arn, role.user_id, account, access_key)
    return KeyOwner(principal, role.secret_access_key)
