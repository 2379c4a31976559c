# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Action ``proof``: proofs with live progress.

A module could show nothing before the last proof has ended.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import load
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.problems import GraphError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import (
    guards,
    registry,
    runner,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.cluster import (
    LiveCluster,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Context
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import (
    ProofError,
    Result,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.proofs import (
    no_latest_images,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.report import (
    matrix,
    summary,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.settings import Settings

ARGUMENTS: dict[str, Any] = {
    "kubeconfig": {"type": "path"},
    "context": {"type": "str"},
    "retry_timeout": {"type": "float", "default": 60.0},
    "names": {"type": "list", "elements": "str", "default": []},
    "control": {"type": "bool", "default": False},
    "gateway_url": {"type": "str", "required": True},
    "service_graph": {"type": "path", "required": True},
    "service_namespaces": {"type": "list", "elements": "str", "default": ["blog", "data"]},
    "blog_namespace": {"type": "str", "default": "blog"},
    "blog_selector": {"type": "str", "default": "app.kubernetes.io/name=blog"},
    "blog_container": {"type": "str", "default": "blog"},
    "database_namespace": {"type": "str", "default": "data"},
    "database_host": {"type": "str", "default": "db-service.data.svc.cluster.local"},
    "database_port": {"type": "int", "default": 5432},
    "etcd_data_dir": {"type": "str", "default": ""},
    "account_secret": {"type": "str", "required": True, "no_log": False},
    "aws_cluster_name": {"type": "str", "default": ""},
    "aws_region": {"type": "str", "default": ""},
    "aws_endpoint_url": {"type": "str", "default": ""},
    "aws_credentials_file": {"type": "str", "default": ""},
}

display = Display()


class ActionModule(ActionBase):  # type: ignore[misc]
    """Runs proofs on the controller, which talks to the API server itself."""

    _requires_connection = False
    _supports_check_mode = False

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Run the proofs; see the module's documentation for arguments and result."""
        if self._task.check_mode:
            return {"skipped": True, "msg": "proofs create objects for a moment"}
        super().run(tmp, task_vars)
        _, arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)
        try:
            proofs = registry.choose(arguments["names"])
            graph = load(Path(arguments["service_graph"]))
            client = Client.connect(
                arguments["kubeconfig"],
                arguments["context"],
                retry_timeout=arguments["retry_timeout"],
            )
            context = Context(LiveCluster(client), Settings.of(arguments | {"graph": graph}))
            version = str(client.http.call("GET", "/version").data["gitVersion"])
            removed = guards.sweep(context.cluster)
            if removed:
                display.warning(f"removed what a killed run had left: {', '.join(removed)}")
            results = runner.run_all(proofs, context, arguments["control"], tell)
            images = no_latest_images.running(context)
        except (GraphError, KubeError, ProofError) as error:
            raise AnsibleActionFail(str(error)) from error
        written = [result.as_dict() for result in results]
        for row in matrix.lines(matrix.matrix(written)):
            display.display(f"    {row}")
        return {
            "changed": False,
            "ok": summary.all_well(written),
            "headline": summary.headline(written),
            "failures": summary.failures(written),
            "removed": removed,
            "version": version,
            "images": images,
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "proofs": written,
        }


COLORS = {"passed": "green", "failed": "red", "error": "red", "skipped": "cyan"}


def tell(result: Result) -> None:
    """Show one result as soon as it is known."""
    display.display(f"    {line(result)}", color=COLORS[result.status])


def line(result: Result) -> str:
    """One result on one line."""
    text = f"{result.status:<7} {result.name} ({result.seconds:.1f} s"
    if result.control and result.control.turned_red:
        text += f", red when {result.control.title}"
    text += ")"
    return f"{text}: {result.message}" if result.message else text
