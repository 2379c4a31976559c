# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose credentials these are, asked before anything else, with errors that say what to do."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from .eks_token_program import Source, session_of
from .errors import AwsError

_EXPIRED = "they have expired: sign in again (aws sso login, or a new session token)"
_UNKNOWN = "AWS does not know this key: it was deleted, or belongs elsewhere"
# What AWS answers, and what a person can do about it.
_ADVICE = {
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "RequestExpired": "they have expired, or this machine's clock is wrong",
    "InvalidClientTokenId": _UNKNOWN,
    "UnrecognizedClientException": _UNKNOWN,
    "SignatureDoesNotMatch": "the secret does not belong to this key: copy both again",
    "AccessDenied": "this identity may not even ask who it is: a policy denies it",
}


class Identity(NamedTuple):
    """Who calls AWS: account of twelve digits, and ARN of the user or role session."""

    account: str
    arn: str


def whoami(source: Source) -> Identity:
    """Ask AWS whose credentials these are.

    Raises:
        AwsError: naming the call, as whom it was made and what to do.
    """
    try:
        import botocore.exceptions
    except ImportError as error:
        raise AwsError(f"botocore is not installed for this Python: {error}") from error
    where = source.endpoint_url or os.environ.get("AWS_ENDPOINT_URL") or f"AWS in {source.region}"
    who = "without credentials"
    try:
        session = session_of(source)
        who = _described(session.get_credentials(), source)
        answer = _sts(session, source).get_caller_identity()
    except botocore.exceptions.ClientError as error:
        detail = error.response.get("Error", {})
        advice = _ADVICE.get(detail.get("Code", ""), str(detail.get("Message", error)))
        raise AwsError(f"sts:GetCallerIdentity at {where} failed for {who}: {advice}") from error
    except (
        botocore.exceptions.NoCredentialsError,
        botocore.exceptions.PartialCredentialsError,
        botocore.exceptions.ProfileNotFound,
    ) as error:
        place = _file(source) or "the environment, ~/.aws or the machine's role"
        raise AwsError(
            f"sts:GetCallerIdentity at {where} could not be signed: no usable credentials in "
            f"{place} ({error}). Sign in, or name a file in platform_aws_credentials_file"
        ) from error
    except (botocore.exceptions.BotoCoreError, ValueError) as error:
        raise AwsError(f"sts:GetCallerIdentity at {where} failed for {who}: {error}") from error
    return Identity(answer["Account"], answer["Arn"])


def require_account(identity: Identity, account: str) -> None:
    """Refuse credentials of another account.

    Raises:
        AwsError: naming both accounts.
    """
    if identity.account != account:
        raise AwsError(
            f"these credentials are of account {identity.account} ({identity.arn}), but this "
            f"environment belongs to {account}: use others, or correct platform_account_id"
        )


def _sts(session: Any, source: Source) -> Any:
    from botocore.config import Config

    return session.create_client(
        "sts",
        region_name=source.region,
        endpoint_url=source.endpoint_url or None,
        config=Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard"}),
    )


def _described(credentials: Any, source: Source) -> str:
    """A key as people may read it: its end and where it was found."""
    if credentials is None:
        return "nobody"
    place = _file(source) or credentials.method
    return f"the access key ...{credentials.access_key[-4:]} (from {place})"


def _file(source: Source) -> str:
    """The credentials file that somebody has named."""
    return source.credentials_file or os.environ.get("AWS_SHARED_CREDENTIALS_FILE", "")
