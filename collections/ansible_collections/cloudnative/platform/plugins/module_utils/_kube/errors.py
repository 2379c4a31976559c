# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything that can go wrong in the engine; the text is written for the person who reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

Body = Mapping[str, Any]
# How the server's RBAC says no; the URL of a question that is not about a resource has no group.
DENIED = re.compile(
    r'User "(?P<user>[^"]*)" cannot (?P<verb>\S+) resource "(?P<resource>[^"]*)" '
    r'in API group "(?P<group>[^"]*)"(?: in the namespace "(?P<namespace>[^"]*)")?'
)


class KubeError(Exception):
    """Root of all errors of the engine.

    ``results`` tells what was done to the objects of a set before it failed.
    """

    results: Sequence[dict[str, Any]] = ()


class ConfigError(KubeError):
    """The kubeconfig is missing, unreadable or incomplete."""


class ManifestError(KubeError):
    """The given objects cannot be used; names file and line where there is one."""


class InventoryError(KubeError):
    """What the cluster remembers of a set forbids what was asked for; nothing was changed."""


class Unreachable(KubeError):
    """The API server did not answer until the deadline."""


class ApiError(KubeError):
    """The API server refused a request.

    ``status`` is the HTTP code, ``body`` the decoded ``Status`` object (empty if there was none),
    ``text`` what the server said, for a person.
    """

    def __init__(self, method: str, path: str, status: int, body: Body, text: str = ""):
        self.method = method
        self.path = path
        self.status = status
        self.body = body
        self.reason = str(body.get("reason") or "")
        self.server_says = str(body.get("message") or text or "no message").strip()
        denied = _denied(self.server_says) if status == 403 else ""
        self.text = denied or f"{self.server_says} ({status} {self.reason})".replace(" )", ")")
        super().__init__(f"{method} {path}: {self.text}")

    @property
    def causes(self) -> list[dict[str, str]]:
        """Details of the refusal: a list of reason, message and field."""
        details = self.body.get("details") or {}
        return list(details.get("causes") or [])


class SetError(KubeError):
    """The server refused some objects of a set."""


class WaitError(KubeError):
    """The set did not become ready, or something in it failed for good."""


def _denied(message: str) -> str:
    """Which right is missing to whom; empty where it was not RBAC that said no."""
    found = DENIED.search(message)
    if not found:
        return ""
    group, namespace = found["group"], found["namespace"]
    place = f'in namespace "{namespace}"' if namespace else "in the whole cluster"
    role = "a Role and RoleBinding" if namespace else "a ClusterRole and ClusterRoleBinding"
    return (
        f'forbidden: user "{found["user"]}" cannot {found["verb"]} resource '
        f'"{found["resource"]}" of API group "{group or "core"}" {place}: grant this verb with '
        f"{role}, or use another account (403)"
    )
