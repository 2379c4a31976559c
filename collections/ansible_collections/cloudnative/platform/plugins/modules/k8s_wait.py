# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``k8s_wait``: a thin shell around module_utils/_kube."""

from __future__ import annotations

DOCUMENTATION = r"""
module: k8s_wait
short_description: Wait until a whole set of Kubernetes objects is ready, or gone
description:
  - Waits for all objects at once, with one watch per kind. Ends within milliseconds after the last
    of them is ready, or as soon as one has failed for good. Then it tells what blocks, with its
    conditions, events and the last lines of its logs.
  - Of the objects only C(apiVersion), C(kind), name and namespace are read. They need not exist
    yet; a server that is restarted meanwhile is waited for as well.
  - Where watching is forbidden, objects are asked for every half second.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.kube_set
  - cloudnative.platform.kube_wait
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
    description: V(ready), or V(absent).
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
  jsonpath:
    description: Wait for a value at this path in every object; see O(wait_for[].jsonpath).
    type: str
  value:
    description: The value; without it, any that is not empty. See O(wait_for[].value).
    type: raw
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

- name: Wait for the address of a load balancer
  cloudnative.platform.k8s_wait:
    definition:
      apiVersion: v1
      kind: Service
      metadata:
        name: public
        namespace: istio-ingress
    jsonpath: "{.status.loadBalancer.ingress[0].hostname}"

- name: Wait for a set that was applied elsewhere, for one of its objects in another way
  cloudnative.platform.k8s_wait:
    src: [build/database.yaml]
    wait_for:
      - kind: Database
        name: main
        jsonpath: '{.status.conditions[?(@.type=="Backup")].status}'
        value: "True"
    wait_timeout: 900

- name: Wait until a namespace and all that lies in it is gone
  cloudnative.platform.k8s_wait:
    definition:
      apiVersion: v1
      kind: Namespace
      metadata:
        name: preview-42
    state: absent
"""

RETURN = r"""
blocking:
  description: In check mode, the objects that are not as wanted yet, and why.
  returned: success
  type: list
  elements: str
  sample: ["Deployment blog/blog: 1 of 2 replicas are available"]
objects:
  description: The state of each object at the end; of a failed task only those not as wanted.
  returned: once the set could be read
  type: list
  elements: dict
  contains:
    api_version:
      description: Group and version.
      type: str
    kind:
      description: Kind.
      type: str
    namespace:
      description: Namespace; empty for cluster-wide kinds.
      type: str
    name:
      description: Name.
      type: str
    state:
      description: One of ready, progressing, failed; or of absent, present with O(state=absent).
      type: str
    message:
      description: Why it is not as wanted; empty if it is.
      type: str
    seconds:
      description: Seconds after which it was as wanted, or the whole time if it is not.
      type: float
seconds:
  description: Seconds waited.
  returned: once the set could be read
  type: float
"""

import time
from collections.abc import Sequence
from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args, rules
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.board import (
    Absence,
    Readiness,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.items import (
    known_only,
    resolve,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Ref
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wait import (
    look,
    wait_gone,
    wait_ready,
)

SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["ready", "absent"], "default": "ready"},
    **rules.GOAL,
    **rules.ARGS,
    **args.SET,
    **args.AUTH,
}
# What the states of a wait are called where objects are to go.
ABSENT = {"ready": "absent", "progressing": "present"}
Results = Sequence[dict[str, Any]]


def run(client: Client, params: dict[str, Any], check: bool) -> Results:
    """Wait, in check mode only look; the states of the objects. Raises KubeError."""
    loaded = args.gathered(params)
    gone = params["state"] == "absent"
    if gone:
        loaded = known_only(loaded, client.discovery)
    namespace = params["namespace"] or client.http.connection.namespace
    items = resolve(loaded, client.discovery, namespace)
    wanted = [(item.ref, item.resource) for item in items]
    refs = [item.ref for item in items]
    rule = rules.rule_of(params["wait_for"] or [], refs, rules.goals(params))
    if check:
        return look(client, wanted, Absence() if gone else Readiness(rule))
    if gone:
        return wait_gone(client, wanted, params["wait_timeout"])
    return wait_ready(client, wanted, params["wait_timeout"], rule=rule)


def report(results: Results, params: dict[str, Any], started: float) -> dict[str, Any]:
    """What the module returns."""
    words = ABSENT if params["state"] == "absent" else {}
    return {
        "changed": False,
        "blocking": [
            f"{Ref(*(result[field] for field in Ref._fields))}: {result['message']}"
            for result in results
            if result["message"]
        ],
        "objects": [
            {**result, "state": words.get(result["state"], result["state"])} for result in results
        ],
        "seconds": round(time.monotonic() - started, 3),
    }


def main() -> None:
    """Read the arguments, run, report."""
    module = args.SetModule(
        argument_spec=SPEC,
        supports_check_mode=True,
        required_one_of=[args.SOURCES],
        required_by={"value": ["jsonpath"]},
    )
    params, started = module.params, time.monotonic()
    try:
        results = run(args.connect(params), params, module.check_mode)
    except KubeError as error:
        module.fail_json(msg=str(error), **report(error.results, params, started))
    module.exit_json(**report(results, params, started))


if __name__ == "__main__":
    main()
