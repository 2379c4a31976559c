# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``k8s_secret_rollout``: a thin shell around module_utils/_secrets/rollout."""

from __future__ import annotations

DOCUMENTATION = r"""
module: k8s_secret_rollout
short_description: Restart what runs with old values of Kubernetes Secrets
description:
  - Finds the pods that were made before the last change of a Secret that they use, and restarts
    their workloads by a rolling update, StatefulSets first; nothing else is touched.
  - A Secret is used by variables (C(env), C(envFrom)), volumes (also projected ones and those of
    CSI drivers) and C(imagePullSecrets).
  - Who has changed the Secret does not matter, for instance the External Secrets Operator.
    M(cloudnative.platform.k8s_secret_sync) does the same for its own.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.secret_rollout
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details: There is nothing to show but the names in the result.
  idempotent:
    support: full
options:
  secrets:
    description: The Secrets.
    type: list
    elements: dict
    required: true
    suboptions:
      namespace:
        description: Namespace.
        type: str
        required: true
      name:
        description: Name; one that does not exist is left out.
        type: str
        required: true
"""

EXAMPLES = r"""
- name: Restart what uses the password of the blog's database, if it has changed
  cloudnative.platform.k8s_secret_rollout:
    secrets:
      - {namespace: blog, name: database}
"""

RETURN = r"""
workloads:
  description: As in M(cloudnative.platform.k8s_secret_sync).
  returned: success
  type: list
  elements: dict
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Ref
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.args import (
    ROLLOUT,
    manner_of,
    restarts,
    warnings_of,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.rollout import (
    find_uses,
    roll,
)

SPEC: dict[str, dict[str, Any]] = {
    "secrets": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {
            "namespace": {"type": "str", "required": True},
            "name": {"type": "str", "required": True},
        },
        "no_log": False,
    },
    **ROLLOUT,
    **args.AUTH,
}


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    params = module.params
    try:
        client = args.connect(params)
        refs = [
            Ref("v1", "Secret", entry["namespace"], entry["name"]) for entry in params["secrets"]
        ]
        uses = find_uses(client, refs)
        roll(client, uses, manner_of(params, module.check_mode))
    except KubeError as error:
        module.fail_json(msg=str(error))
    for warning in [*client.http.warnings, *warnings_of(uses)]:
        module.warn(warning)
    module.exit_json(changed=restarts(uses), workloads=[use.result() for use in uses])


if __name__ == "__main__":
    main()
