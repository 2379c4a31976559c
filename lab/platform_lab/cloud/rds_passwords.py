"""Passwords of databases: those that RDS makes and keeps, and those that it refuses."""

from __future__ import annotations

import json
import secrets
import string
from typing import Any, cast

from moto.rds.exceptions import InvalidParameterValue
from moto.rds.models import MasterUserSecret

# RDS leaves out what would have to be quoted in a connection URL or a shell.
_ALPHABET = string.ascii_letters + string.digits + "!#$%&()*+,-.:;<=>?[]^_{|}~"
PASSWORD_LENGTH = 28


def current(item: Any) -> str:
    """The content of the secret that RDS manages."""
    secret = item.master_user_secret.secret
    return cast(str, secret.versions[secret.default_version_id]["secret_string"])


def rotate(item: Any) -> None:
    """Put a new password into the secret that RDS manages."""
    secret = item.master_user_secret.secret
    secret.versions[secret.default_version_id]["secret_string"] = secret_string(
        item.master_user_secret
    )


def secret_string(secret: MasterUserSecret) -> str:
    """A secret of a database with a new password, as RDS writes it."""
    password = "".join(secrets.choice(_ALPHABET) for _ in range(PASSWORD_LENGTH))
    return json.dumps({"username": secret.resource.master_username, "password": password})


def check_password(password: str) -> None:
    """Refuse a password that RDS refuses.

    Raises:
        InvalidParameterValue: it is too short, too long or holds forbidden characters.
    """
    if not 8 <= len(password) <= 128:
        raise InvalidParameterValue(
            "The parameter MasterUserPassword is not a valid password because it is not "
            "between 8 and 128 characters long."
        )
    if set(password) & set("/@\" '") or not password.isascii() or not password.isprintable():
        raise InvalidParameterValue(
            "The parameter MasterUserPassword is not a valid password. Only printable ASCII "
            "characters besides '/', '@', '\"', ' ' may be used."
        )
