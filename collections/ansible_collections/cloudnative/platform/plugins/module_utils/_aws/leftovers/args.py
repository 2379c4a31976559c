# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module arguments that name a platform on AWS; documented in the fragment aws_platform."""

from __future__ import annotations

from typing import Any

from ..args import AUTH, source_of
from ..identity import require_account, whoami
from .api import Api
from .model import Scope

SPEC: dict[str, dict[str, Any]] = {
    "platform": {"type": "str", "required": True},
    "cluster": {"type": "str", "required": True},
    "account_id": {"type": "str", "required": True},
    **AUTH,
}


def api_of(params: dict[str, Any], recovery_days: int = 7) -> Api:
    """AWS as the arguments say.

    Raises AwsError, also for credentials of another account: what has the same name there is not
    what was meant.
    """
    source = source_of(params)
    require_account(whoami(source), params["account_id"])
    return Api(source, recovery_days)


def scope_of(params: dict[str, Any]) -> Scope:
    """Whose leftovers."""
    return Scope(params["platform"], params["cluster"])
