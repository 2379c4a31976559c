# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Filter ``graph_services``; documented in graph_services.yml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import load
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.problems import GraphError

FIELDS = ("name", "namespace", "labels", "account", "external")


def graph_services(graph: str) -> list[dict[str, Any]]:
    """The services of a graph's file. Raises AnsibleFilterError."""
    try:
        services = load(Path(graph)).services.values()
    except GraphError as error:
        raise AnsibleFilterError(f"service graph: {error}") from error
    return [{field: getattr(service, field) for field in FIELDS} for service in services]


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Filters by name."""
        return {"graph_services": graph_services}
