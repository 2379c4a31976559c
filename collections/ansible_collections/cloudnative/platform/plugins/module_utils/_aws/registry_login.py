# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""How programs that push images log in to ECR."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from .leftovers.api import Api


def logins(api: Api) -> dict[str, str]:
    """Registry host to base64 of ``user:token``. Raises AwsError."""
    answer = api.call("ecr", "get_authorization_token")
    return {
        entry["proxyEndpoint"].partition("://")[2].rstrip("/"): entry["authorizationToken"]
        for entry in answer["authorizationData"]
    }


def write(path: Path, found: Mapping[str, str]) -> None:
    """Write a file as containers-auth.json(5) describes it, for its owner alone. Raises OSError."""
    text = json.dumps({"auths": {host: {"auth": token} for host, token in found.items()}})
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
