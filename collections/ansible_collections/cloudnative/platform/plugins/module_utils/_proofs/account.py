# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The account by which proofs act as a user of the platform."""

from __future__ import annotations

import json
from http import HTTPStatus

from .._aws.errors import AwsError
from .._aws.secrets_manager import values_of
from . import web
from .context import Context
from .model import ProofError

NAME, EMAIL = "verify", "verify@cloudnative.platform"


def log_in(context: Context) -> dict[str, str]:
    """Headers that say who asks; the account is made where there is none.

    Raises:
        ProofError: its password cannot be had, or auth does not take it.
    """
    accounts = f"{context.settings.gateway_url}/api/auth"
    person = {"email": EMAIL, "password": _password(context)}
    made = web.request("POST", f"{accounts}/register", person | {"name": NAME})
    if made.status not in (HTTPStatus.CREATED, HTTPStatus.CONFLICT):
        raise ProofError(f"POST {accounts}/register: status {made.status} for {EMAIL}")
    session = web.request("POST", f"{accounts}/login", person | {"delivery": "body"})
    token = session.data.get("access_token")
    if session.status != HTTPStatus.OK or not token:
        raise ProofError(
            f"POST {accounts}/login: status {session.status} for {EMAIL}; its password is in the "
            f"secret {context.settings.account_secret}"
        )
    return {"Authorization": f"Bearer {token}"}


def _password(context: Context) -> str:
    secret = context.settings.account_secret
    try:
        value = values_of(context.settings.aws(), [secret])[secret]
    except AwsError as error:
        raise ProofError(str(error)) from error
    return str(json.loads(value)["password"])
