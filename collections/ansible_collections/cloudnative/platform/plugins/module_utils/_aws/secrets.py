# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Passwords and keys that AWS Secrets Manager keeps and nobody has to think up, or to see."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .eks_token_program import Source
from .errors import AwsError
from .secrets_manager import current, manager_of

# No sign that any shell, URL or SQL reads in a way of its own.
ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Wanted:
    """A secret with random values.

    ``keys``: their names; ``length``: characters of a new password; ``tags``: of a secret that must
    be made, so that it is found when the platform is destroyed; ``kind``: one of ``KINDS``.
    """

    name: str
    keys: Sequence[str]
    length: int = 32
    tags: Mapping[str, str] = field(default_factory=dict)
    kind: str = "password"


def ensure(source: Source, wanted: Wanted, check: bool) -> list[str]:
    """Make the secret, or the values that it lacks; returns their keys. Raises AwsError.

    A secret that exists without a value, as Terraform makes it, gets its first one. With ``check``
    nothing is written.
    """
    with manager_of(source) as client:
        known = current(client, wanted.name)
        values = _values(wanted.name, known) if known is not None else {}
        added = [key for key in wanted.keys if key not in values]
        if added and not check:
            new = {key: KINDS[wanted.kind](wanted.length) for key in added}
            _store(client, wanted, json.dumps(values | new), exists=known is not None)
        return added


def _store(client: Any, wanted: Wanted, text: str, *, exists: bool) -> None:
    if not exists:
        tags = [{"Key": key, "Value": value} for key, value in wanted.tags.items()]
        try:
            client.create_secret(Name=wanted.name, SecretString=text, Tags=tags)
            return
        except client.exceptions.ResourceExistsException:
            # Terraform has made it without a value, or another run is faster: its are as good.
            if current(client, wanted.name) is not None:
                return
    client.put_secret_value(SecretId=wanted.name, SecretString=text)


def _values(name: str, value: bytes) -> dict[str, str]:
    try:
        values = json.loads(value)
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


def _ec_p256_key(_length: int) -> str:
    """A private key on P-256, PKCS #8 in PEM."""
    # Only this kind needs the library, which the machine of other users may not have.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


# What a secret holds, to how a value of a length is made.
KINDS: Mapping[str, Callable[[int], str]] = {"password": _password, "ec_p256_key": _ec_p256_key}
