# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``cluster_release``: a thin shell around module_utils/_teardown."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_release
short_description: Remove what a cluster's controllers hold in AWS
description:
  - Prepares a cluster for its destruction. Scales the controllers of Argo CD to nothing, so that
    they put nothing back; deletes Services of type LoadBalancer, Ingresses, Gateways and target
    group bindings; deletes the claims of EBS volumes with the workloads that use them; waits after
    each.
  - A cluster that does not answer, or a step that does not end in time, is no failure but told in
    RV(problems); M(cloudnative.platform.aws_leftovers) finds in AWS what such a step leaves.
version_added: 0.2.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details: The returned lists name everything that goes.
  idempotent:
    support: full
options:
  timeout:
    description: Seconds for each of the three steps.
    type: float
    default: 300.0
"""

EXAMPLES = r"""
- name: Let go of load balancers and volumes
  cloudnative.platform.cluster_release:
    kubeconfig: "{{ platform_kubeconfig }}"
    context: "{{ platform_cluster_name }}"
"""

RETURN = r"""
reachable:
  description: Whether the API server has answered.
  type: bool
  returned: success
frozen:
  description: Workloads of Argo CD that were scaled to nothing.
  type: list
  elements: str
  returned: success
  sample: ["StatefulSet argocd/argocd-application-controller"]
deleted:
  description: Objects that were deleted.
  type: list
  elements: str
  returned: success
  sample: ["Service shop/web", "PersistentVolumeClaim data/db-0"]
disks:
  description: Ids of the EBS volumes behind the deleted claims.
  type: list
  elements: str
  returned: success
problems:
  description: What did not work, as a person reads it.
  type: list
  elements: str
  returned: success
"""

from dataclasses import asdict
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._teardown.release import (
    Released,
    release,
)

SPEC: dict[str, dict[str, Any]] = {"timeout": {"type": "float", "default": 300.0}, **args.AUTH}


def run(params: dict[str, Any], check: bool) -> dict[str, Any]:
    """Release; the module's result."""
    try:
        client = args.connect(params)
        # Whatever comes later asks for it; a server that is away is told once, and soon.
        _ = client.discovery
    except KubeError as error:
        return {"changed": False, "reachable": False, **asdict(Released(problems=[str(error)]))}
    released = release(client, params["timeout"], check)
    changed = bool(released.frozen or released.deleted)
    return {"changed": changed, "reachable": True, **asdict(released)}


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    module.exit_json(**run(module.params, module.check_mode))


if __name__ == "__main__":
    main()
