# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""An API server with the role policies applied: asks what its namespaces admit."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kube.admission import NAMESPACE, REGISTRY
from kube.objects import Object
from kube.playbook import play
from kube.server import KubeServer

ROOT = Path(__file__).parents[2]
INCLUDE = {"name": "Role", "ansible.builtin.include_role": {"name": "policies"}}
GRAPH = f"services: {{web: {{namespace: {NAMESPACE}, ports: {{http: 8080}}}}}}"
ACTIVE = 30.0  # seconds in which the server must have taken in a policy
Says = Callable[[Object], str]


def run(server: KubeServer, folder: Path, *tasks: Object, **more: Any) -> str:
    """Run the role, or other tasks, with a graph of one service; what was said."""
    graph = folder / "graph.yml"
    graph.write_text(GRAPH)
    variables = {
        "platform_root": str(ROOT),
        "platform_environment": "lab",
        "platform_account_id": REGISTRY.partition(".")[0],
        "platform_region": "ap-northeast-2",
        "policies_service_graph": str(graph),
    }
    return play(
        folder,
        list(tasks) or [INCLUDE],
        kubeconfig=server.kubeconfig(),
        environ={"ANSIBLE_ROLES_PATH": str(ROOT / "roles")},
        vars=variables | more,
    )


def refusal_of(client: Any) -> Says:
    """Asks what the server says to an object, without keeping it; nothing where it takes it."""
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ApiError

    def ask(body: Object) -> str:
        try:
            client.create(body, dry_run=True)
        except ApiError as error:
            return error.server_says
        return ""

    return ask


def until(condition: Callable[[], bool]) -> None:
    """Wait until policies that were written are active."""
    deadline = time.monotonic() + ACTIVE
    while not condition():
        assert time.monotonic() < deadline, "the policies did not become active"
        time.sleep(0.2)
