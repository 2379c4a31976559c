# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module arguments that the AWS modules share; documented in the fragment aws_auth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .eks_token_program import Source

AUTH: dict[str, dict[str, Any]] = {
    "region": {"type": "str", "required": True},
    "endpoint_url": {"type": "str", "default": ""},
    "credentials_file": {"type": "path"},
    "profile": {"type": "str"},
}


def source_of(params: dict[str, Any]) -> Source:
    """The cluster and the credentials that a module's arguments name."""
    file = params.get("credentials_file")
    return Source(
        params["cluster"],
        params["region"],
        params.get("endpoint_url") or "",
        str(Path(file).expanduser().absolute()) if file else "",
        params.get("profile") or "",
    )
