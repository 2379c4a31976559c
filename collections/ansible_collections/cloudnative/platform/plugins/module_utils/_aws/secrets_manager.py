# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reaches AWS Secrets Manager. Whatever goes wrong, no value is in the text of an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from .eks_token_program import Source, session_of
from .errors import AwsError

# One answer takes some 30 ms; AWS allows thousands a second.
CONNECTIONS = 8
MISSING, IN_THE_WAY = "ResourceNotFoundException", "InvalidRequestException"
WRONG_KEYS = {"ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"}


@contextmanager
def manager_of(source: Source) -> Iterator[Any]:
    """A client of Secrets Manager. What botocore raises meanwhile comes out as AwsError."""
    try:
        import botocore.exceptions
        from botocore.config import Config
    except ImportError as error:
        raise AwsError(f"botocore is not installed for this Python: {error}") from error
    where = source.endpoint_url or f"AWS in {source.region}"
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard"},
        max_pool_connections=CONNECTIONS,
    )
    try:
        yield session_of(source).create_client(
            "secretsmanager",
            region_name=source.region,
            endpoint_url=source.endpoint_url or None,
            config=config,
        )
    except botocore.exceptions.ClientError as error:
        raise AwsError(f"{where} refuses {_call(error)}: {_why(error)}") from error
    except (botocore.exceptions.NoCredentialsError, botocore.exceptions.ProfileNotFound) as error:
        place = source.credentials_file or "the environment, ~/.aws or the machine's role"
        raise AwsError(f"there are no AWS credentials in {place}: {error}") from error
    except (botocore.exceptions.BotoCoreError, ValueError) as error:
        raise AwsError(f"cannot ask {where} for secrets: {error}") from error


def values_of(source: Source, names: Sequence[str]) -> dict[str, bytes]:
    """The current values of secrets by name or ARN. Raises AwsError that names the first one."""
    with manager_of(source) as client, ThreadPoolExecutor(CONNECTIONS) as pool:
        return dict(zip(names, pool.map(lambda name: _value(client, name), names), strict=True))


def current(client: Any, name: str) -> bytes | None:
    """The current value; None where there is no secret, or one that has no value yet."""
    try:
        answer = client.get_secret_value(SecretId=name)
    except client.exceptions.ClientError as error:
        code = error.response.get("Error", {}).get("Code")
        if code == MISSING:
            return None
        if code == IN_THE_WAY:
            raise AwsError(
                f"the secret {name} cannot be read: {_message(error)}; if it is scheduled for "
                "deletion, restore it (aws secretsmanager restore-secret) or wait until it is gone"
            ) from error
        raise AwsError(f"no access to the secret {name}: {_why(error)}") from error
    text = answer.get("SecretString")
    return bytes(answer["SecretBinary"]) if text is None else str(text).encode()


def _value(client: Any, name: str) -> bytes:
    value = current(client, name)
    if value is None:
        raise AwsError(
            f"the secret {name} does not exist, or has no value yet: put one in with "
            f"aws secretsmanager put-secret-value --secret-id {name} --secret-string file://FILE"
        )
    return value


def _call(error: Any) -> str:
    return f"secretsmanager:{error.operation_name}"


def _why(error: Any) -> str:
    """What AWS said, and what helps where it is about the credentials."""
    code = error.response.get("Error", {}).get("Code")
    hint = "; the credentials are wrong or have ended: get new ones" if code in WRONG_KEYS else ""
    return f"{_message(error)} ({code}){hint}"


def _message(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Message") or error)
