# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``k8s_access_info``: a thin shell around module_utils/_kube."""

from __future__ import annotations

DOCUMENTATION = r"""
module: k8s_access_info
short_description: Tell whether the API server is ready, who we are and what we may do
description:
  - Waits until the API server calls itself ready, then asks it who the caller is and whether the
    caller has each of the given permissions.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details: Changes nothing.
  idempotent:
    support: full
options:
  permissions:
    description: What the caller wants to do.
    type: list
    elements: dict
    default: []
    suboptions:
      verb:
        description: Verb, such as V(create); V(*) for all.
        type: str
        required: true
      resource:
        description: Resource in plural, such as V(deployments); V(*) for all.
        type: str
        required: true
      group:
        description: API group; empty for the core group, V(*) for all.
        type: str
        default: ""
      namespace:
        description: Namespace; empty for all.
        type: str
        default: ""
  wait_timeout:
    description: Seconds to wait for the server.
    type: float
    default: 60.0
"""

EXAMPLES = r"""
- name: May we install an operator?
  cloudnative.platform.k8s_access_info:
    permissions:
      - verb: create
        group: apiextensions.k8s.io
        resource: customresourcedefinitions
  register: access
  failed_when: access.denied | length > 0
"""

RETURN = r"""
version:
  description: Version of the server.
  returned: success
  type: str
  sample: v1.35.4
server:
  description: Address of the server.
  returned: success
  type: str
user:
  description: Name that the server knows the caller by.
  returned: success
  type: str
groups:
  description: Groups of the caller.
  returned: success
  type: list
  elements: str
denied:
  description: Permissions that the caller does not have, as a person reads them.
  returned: success
  type: list
  elements: str
  sample: ["create customresourcedefinitions.apiextensions.k8s.io"]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.access import (
    Permission,
    denied,
    wait_for_server,
    who_am_i,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError

SPEC: dict[str, dict[str, Any]] = {
    "permissions": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "verb": {"type": "str", "required": True},
            "resource": {"type": "str", "required": True},
            "group": {"type": "str", "default": ""},
            "namespace": {"type": "str", "default": ""},
        },
    },
    "wait_timeout": {"type": "float", "default": 60.0},
    **args.AUTH,
}


def main() -> None:
    """Read the arguments, ask, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    params = module.params
    permissions = [Permission(**entry) for entry in params["permissions"]]
    try:
        client = args.connect(params)
        version = wait_for_server(client, params["wait_timeout"])
        user, groups = who_am_i(client)
        missing = [str(permission) for permission in denied(client, permissions)]
    except KubeError as error:
        module.fail_json(msg=str(error))
    module.exit_json(
        changed=False,
        version=version,
        server=client.http.connection.server,
        user=user,
        groups=groups,
        denied=missing,
    )


if __name__ == "__main__":
    main()
