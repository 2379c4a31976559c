# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Is the server there, who are we, and what may we do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from .client import Client
from .errors import ApiError
from .retry import is_transient
from .threads import all_of

# A server that is starting does not know its authenticator or its roles yet, and EKS takes some
# seconds to learn of a new access entry.
GRACE = 20.0


class Permission(NamedTuple):
    """One thing to do in a cluster; ``*`` stands for all."""

    verb: str
    resource: str
    group: str = ""
    namespace: str = ""

    def __str__(self) -> str:
        resource = f"{self.resource}.{self.group}" if self.group else self.resource
        return f"{self.verb} {resource}" + (f" in {self.namespace}" if self.namespace else "")


def wait_for_server(client: Client, timeout: float) -> str:
    """Wait for the server to be ready and return its version.

    ``timeout``: seconds. Raises Unreachable, ConfigError (credentials) or ApiError.
    """

    started = client.http.clock()

    def starting(error: ApiError) -> bool:
        early = client.http.clock() - started < GRACE
        return is_transient(error) or (early and error.status in (401, 403))

    text = {"Accept": "*/*"}
    client.http.call("GET", "/readyz", headers=text, transient=starting, retry_timeout=timeout)
    return str(client.http.call("GET", "/version").data["gitVersion"])


def who_am_i(client: Client) -> tuple[str, list[str]]:
    """Name and groups of the caller, as the server sees them."""
    api = "authentication.k8s.io/v1"
    review = client.create({"apiVersion": api, "kind": "SelfSubjectReview"})
    info: dict[str, Any] = review["status"]["userInfo"]
    return str(info.get("username") or ""), list(info.get("groups") or [])


def denied(client: Client, permissions: Sequence[Permission]) -> list[Permission]:
    """The permissions that the caller does not have."""

    def is_allowed(permission: Permission) -> bool:
        review = client.create(
            {
                "apiVersion": "authorization.k8s.io/v1",
                "kind": "SelfSubjectAccessReview",
                "spec": {"resourceAttributes": permission._asdict()},
            }
        )
        return bool(review["status"].get("allowed"))

    answers = all_of(is_allowed, permissions, client.http.room)
    return [p for p, allowed in zip(permissions, answers, strict=True) if not allowed]
