# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything that can go wrong in the engine; the text is written for the person who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Body = Mapping[str, Any]


class KubeError(Exception):
    """Root of all errors of the engine.

    ``results`` tells what was done to the objects of a set before it failed.
    """

    results: Sequence[dict[str, Any]] = ()


class ConfigError(KubeError):
    """The kubeconfig is missing, unreadable or incomplete."""


class ManifestError(KubeError):
    """The given objects cannot be used; names file and line where there is one."""


class Unreachable(KubeError):
    """The API server did not answer until the deadline."""


class ApiError(KubeError):
    """The API server refused a request.

    ``status`` is the HTTP code, ``body`` the decoded ``Status`` object (empty if there was none).
    """

    def __init__(self, method: str, path: str, status: int, body: Body, text: str = ""):
        self.method = method
        self.path = path
        self.status = status
        self.body = body
        self.reason = str(body.get("reason") or "")
        self.server_says = str(body.get("message") or text or "no message").strip()
        super().__init__(f"{method} {path}: {status} {self.reason}: {self.server_says}")

    @property
    def causes(self) -> list[dict[str, str]]:
        """Details of the refusal: a list of reason, message and field."""
        details = self.body.get("details") or {}
        return list(details.get("causes") or [])


class SetError(KubeError):
    """The server refused some objects of a set."""


class WaitError(KubeError):
    """The set did not become ready, or something in it failed for good."""
