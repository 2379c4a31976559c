# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``k8s_wait``: a thin shell around module_utils/_kube."""

from __future__ import annotations

DOCUMENTATION = r"""
module: k8s_wait
short_description: Wait until a whole set of Kubernetes objects is ready, or gone
description:
  - Waits for all objects at once. Ends as soon as one of them has failed for good, and tells what
    blocks, with its conditions, events and the last lines of its logs.
  - Of the objects only C(apiVersion), C(kind), name and namespace are read.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.kube_set
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
    details: Looks once and does not wait.
  diff_mode:
    support: none
    details: Changes nothing.
  idempotent:
    support: full
options:
  state:
    description: V(ready) as the status of each kind tells it, or V(absent).
    type: str
    choices: [ready, absent]
    default: ready
  condition:
    description: Wait for this condition on every object, instead of readiness.
    type: dict
    suboptions:
      type:
        description: Type of the condition.
        type: str
        required: true
      status:
        description: Its status.
        type: str
        default: "True"
  wait_timeout:
    description: Seconds to wait for the set.
    type: float
    default: 300.0
"""

EXAMPLES = r"""
- name: Wait for what a controller makes
  cloudnative.platform.k8s_wait:
    definition:
      - apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: public-gateway
          namespace: istio-ingress
    wait_timeout: 120

- name: Wait for a condition
  cloudnative.platform.k8s_wait:
    definition:
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata:
        name: public
        namespace: istio-ingress
    condition:
      type: Programmed
"""

RETURN = r"""
blocking:
  description: In check mode, the objects that are not as wanted yet, and why.
  returned: success
  type: list
  elements: str
  sample: ["Deployment blog/blog: 1 of 2 replicas are available"]
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.apply import resolve
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.delete import known_only
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.status import (
    assess,
    has_condition,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wait import (
    pending,
    wait_gone,
    wait_ready,
)

SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["ready", "absent"], "default": "ready"},
    "condition": {
        "type": "dict",
        "options": {
            "type": {"type": "str", "required": True},
            "status": {"type": "str", "default": "True"},
        },
    },
    "wait_timeout": {"type": "float", "default": 300.0},
    **args.SET,
    **args.AUTH,
}


def run(client: Client, params: dict[str, Any], check: bool) -> list[str]:
    """Wait; in check mode return what is not as wanted. Raises KubeError."""
    loaded = args.gathered(params)
    gone = params["state"] == "absent"
    if gone:
        loaded = known_only(loaded, client.discovery)
    namespace = params["namespace"] or client.http.connection.namespace
    items = resolve(loaded, client.discovery, namespace)
    wanted = [(item.ref, item.resource) for item in items]
    condition = params["condition"]
    rule = has_condition(condition["type"], condition["status"]) if condition else assess
    if check:
        states = client.read(wanted)
        if gone:
            return [f"{ref}: exists" for ref in states]
        return [f"{ref}: {a.message}" for ref, a in pending(wanted, states, rule).items()]
    if gone:
        wait_gone(client, wanted, params["wait_timeout"])
    else:
        wait_ready(client, wanted, params["wait_timeout"], rule=rule)
    return []


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(
        argument_spec=SPEC, supports_check_mode=True, required_one_of=[args.SOURCES]
    )
    invocation = args.shown(module.params)
    try:
        blocking = run(args.connect(module.params), module.params, module.check_mode)
    except KubeError as error:
        module.fail_json(msg=str(error), invocation=invocation)
    module.exit_json(changed=False, blocking=blocking, invocation=invocation)


if __name__ == "__main__":
    main()
