# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Requests from this machine to the platform's front door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from .model import ProofError


@dataclass(frozen=True)
class Page:
    """An answer: HTTP status and, where the body is a JSON object, that object."""

    status: int
    data: dict[str, Any]


def request(
    method: str,
    url: str,
    body: dict[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = 5,
) -> Page:
    """Send one request with a JSON body, following no redirect and never sent twice.

    Raises:
        ProofError: nobody answered within ``timeout`` seconds.
    """
    try:
        answer = urllib3.request(
            method, url, json=body, headers=headers, timeout=timeout, retries=False, redirect=False
        )
    except urllib3.exceptions.HTTPError as error:
        raise ProofError(f"{method} {url}: no answer: {error}") from error
    try:
        data = json.loads(answer.data)
    except ValueError:
        data = {}
    return Page(answer.status, data if isinstance(data, dict) else {})
