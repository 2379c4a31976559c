# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Passwords that AWS Secrets Manager keeps and nobody has to think up."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Iterable
from typing import Any, NamedTuple

from .eks_token_program import Source, session_of
from .errors import AwsError

# No sign that any shell, URL or SQL reads in a way of its own.
ALPHABET = string.ascii_letters + string.digits


class Kept(NamedTuple):
    """The secret's values by key, and which of the keys were missing."""

    values: dict[str, str]
    added: list[str]


def ensure(source: Source, name: str, keys: Iterable[str], length: int, check: bool) -> Kept:
    """Read the secret; make it, or the keys that it lacks. Raises AwsError.

    With ``check`` nothing is kept, so the values that were missing are others next time.
    """
    try:
        import botocore.exceptions
    except ImportError as error:
        raise AwsError(f"botocore is not installed for this Python: {error}") from error
    where = source.endpoint_url or f"AWS in {source.region}"
    try:
        client = session_of(source).create_client(
            "secretsmanager",
            region_name=source.region,
            endpoint_url=source.endpoint_url or None,
        )
        return _ensure(client, name, keys, length, check)
    except botocore.exceptions.ClientError as error:
        raise AwsError(f"{where} refuses access to the secret {name}: {error}") from error
    except (botocore.exceptions.BotoCoreError, ValueError) as error:
        raise AwsError(f"cannot ask {where} for the secret {name}: {error}") from error


def _ensure(client: Any, name: str, keys: Iterable[str], length: int, check: bool) -> Kept:
    known = _read(client, name)
    values = known or {}
    added = [key for key in keys if key not in values]
    if not added:
        return Kept(values, [])
    wanted = values | {key: _password(length) for key in added}
    if check:
        return Kept(wanted, added)
    if known is None:
        try:
            client.create_secret(Name=name, SecretString=json.dumps(wanted))
        except client.exceptions.ResourceExistsException:
            # Another run was faster, and its passwords are as good.
            return _ensure(client, name, keys, length, check)
    else:
        client.put_secret_value(SecretId=name, SecretString=json.dumps(wanted))
    return Kept(wanted, added)


def _read(client: Any, name: str) -> dict[str, str] | None:
    try:
        text = client.get_secret_value(SecretId=name)["SecretString"]
    except client.exceptions.ResourceNotFoundException:
        return None
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    # The text itself must not reach any message.
    if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
        raise AwsError(
            f"the secret {name} is not a JSON object of texts; it was made by other means"
        )
    return values


def _password(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
