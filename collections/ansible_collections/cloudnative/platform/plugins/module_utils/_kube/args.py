# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module arguments that the Kubernetes modules share.

Documented in the fragments kube_auth and kube_set.
"""

from __future__ import annotations

from typing import Any

from .client import Client
from .manifests import Loaded, gather
from .redact import redact_tree

AUTH: dict[str, dict[str, Any]] = {
    "kubeconfig": {"type": "path"},
    "context": {"type": "str"},
    "retry_timeout": {"type": "float", "default": 60.0},
}
SET: dict[str, dict[str, Any]] = {
    "definition": {"type": "raw"},
    "src": {"type": "list", "elements": "path"},
    "kustomize": {"type": "path"},
    "kustomize_binary": {"type": "path"},
    "namespace": {"type": "str"},
}
# One of these makes a set.
SOURCES = ("definition", "src", "kustomize")


def gathered(params: dict[str, Any]) -> list[Loaded]:
    """The objects that a module's arguments name. Raises ManifestError."""
    return gather(**{name: params[name] for name in (*SOURCES, "kustomize_binary")})


def shown(params: dict[str, Any]) -> dict[str, Any]:
    """The arguments without values of Secrets; Ansible would return them as they came."""
    return {"module_args": {**params, "definition": redact_tree(params["definition"])}}


def connect(params: dict[str, Any], connections: int = 16) -> Client:
    """The client that a module's arguments ask for."""
    return Client.connect(
        params["kubeconfig"], params["context"], connections, params["retry_timeout"]
    )
