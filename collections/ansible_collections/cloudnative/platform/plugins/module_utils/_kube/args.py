# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module arguments that the Kubernetes modules share.

Documented in the fragments kube_auth and kube_set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from .charts import Chart
from .client import Client
from .manifests import Loaded, gather, title
from .redact import HIDDEN, redact_tree

AUTH: dict[str, dict[str, Any]] = {
    "kubeconfig": {"type": "path"},
    "context": {"type": "str"},
    "retry_timeout": {"type": "float", "default": 60.0},
}
CHART: dict[str, dict[str, Any]] = {
    "chart": {"type": "path", "required": True},
    "name": {"type": "str", "required": True},
    "namespace": {"type": "str"},
    "values": {"type": "dict", "default": {}},
    "values_files": {"type": "list", "elements": "path", "default": []},
    "include_crds": {"type": "bool", "default": True},
    "api_versions": {"type": "list", "elements": "str", "default": []},
    "kube_version": {"type": "str"},
}
SET: dict[str, dict[str, Any]] = {
    "definition": {"type": "raw"},
    "src": {"type": "list", "elements": "path"},
    "templates": {"type": "list", "elements": "str"},
    "kustomize": {"type": "path"},
    "kustomize_binary": {"type": "path"},
    "charts": {"type": "list", "elements": "dict", "options": CHART},
    "helm_binary": {"type": "path"},
    "namespace": {"type": "str"},
}
# One of these makes a set.
SOURCES = ("definition", "src", "templates", "kustomize", "charts")


def gathered(params: Mapping[str, Any]) -> list[Loaded]:
    """The objects that a module's arguments name. Raises ManifestError."""
    return gather(
        definition=params["definition"],
        src=params["src"],
        templates=params["templates"],
        kustomize=params["kustomize"],
        kustomize_binary=params["kustomize_binary"],
        charts=[Chart.of(given, params["namespace"]) for given in params["charts"] or []],
        helm_binary=params["helm_binary"],
    )


def shown(params: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, whatever their form, without what may be secret."""
    safe = {**params, "definition": redact_tree(params.get("definition"))}
    for name, safe_part in (("templates", _title), ("charts", _without_values)):
        value = params.get(name)
        if value is not None:
            safe[name] = [safe_part(part) for part in value] if isinstance(value, list) else HIDDEN
    return safe


def _title(template: Any) -> str:
    return title(str(template))


def _without_values(chart: Any) -> Any:
    return {**chart, "values": HIDDEN} if isinstance(chart, dict) else HIDDEN


class SetModule(AnsibleModule):  # type: ignore[misc]
    """A module that takes a set: it tells its arguments without what may be secret.

    Ansible returns and logs them as they came, also where they are wrong.
    """

    def exit_json(self, **result: Any) -> None:
        """End well."""
        super().exit_json(**result, invocation=self._told())

    def fail_json(self, msg: str, **result: Any) -> None:
        """End with an error."""
        super().fail_json(msg, **result, invocation=self._told())

    def _told(self) -> dict[str, Any]:
        known = {n: v if n in self.argument_spec else HIDDEN for n, v in self.params.items()}
        return {"module_args": shown(known)}

    def _log_invocation(self) -> None:
        self.log(f"Invoked with {self._told()['module_args']}")


def connect(params: dict[str, Any], connections: int = 16) -> Client:
    """The client that a module's arguments ask for."""
    return Client.connect(
        params["kubeconfig"], params["context"], connections, params["retry_timeout"]
    )
