# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Filter ``service_policies``; documented in service_policies.yml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import load
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.policies import KINDS
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.problems import GraphError


def service_policies(graph: str, kind: str) -> list[dict[str, Any]]:
    """Objects of one kind for the file of a graph. Raises AnsibleFilterError."""
    if kind not in KINDS:
        raise AnsibleFilterError(f"service_policies knows {sorted(KINDS)}, not {kind!r}")
    try:
        return KINDS[kind](load(Path(graph)))
    except GraphError as error:
        raise AnsibleFilterError(f"service graph: {error}") from error


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"service_policies": service_policies}
