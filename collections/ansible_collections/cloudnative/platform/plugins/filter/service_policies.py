# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Filter ``service_policies``; documented in service_policies.yml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.cloudnative.platform.plugins.plugin_utils._graph.model import (
    GraphError,
    load,
)
from ansible_collections.cloudnative.platform.plugins.plugin_utils._graph.policies import KINDS


def service_policies(graph: str, kind: str) -> list[dict[str, Any]]:
    """Objects of one kind for the text of a graph. Raises AnsibleFilterError."""
    if kind not in KINDS:
        raise AnsibleFilterError(f"service_policies knows {sorted(KINDS)}, not {kind!r}")
    try:
        return KINDS[kind](load(graph))
    except GraphError as error:
        raise AnsibleFilterError(f"service graph: {error}") from error


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"service_policies": service_policies}
