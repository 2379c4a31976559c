# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``k8s_drift_info``: a thin shell around module_utils/_kube/drift.py."""

from __future__ import annotations

DOCUMENTATION = r"""
module: k8s_drift_info
short_description: Tell what differs between a set of Kubernetes objects and the cluster
description:
  - Compares each object of a set with the cluster and tells which fields differ, what they should
    be, what they are, and which field manager has changed them when.
  - What a field should be is what the server answers to a dry run of a forced apply. So an object
    is in sync exactly when M(cloudnative.platform.k8s_apply) with O(ignore:force_conflicts=true)
    would leave it alone. Nothing is written.
  - Values of Secrets are shown as hashes, which can be compared within one result only.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.kube_set
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
    details: Changes nothing in any mode. Needs the right to C(get), C(list) and, for the dry run of
      objects that do differ, C(patch).
  diff_mode:
    support: none
    details: Changes nothing.
  idempotent:
    support: full
options:
  set:
    description:
      - Name of the set as O(cloudnative.platform.k8s_apply#module:set) keeps it in the cluster.
        With it, members that the set no longer names are told as RV(extra).
    type: str
  set_namespace:
    description:
      - Namespace of the set's parent. Default is O(namespace), then the namespace of the context.
    type: str
  concurrency:
    description: How many requests run at once.
    type: int
    default: 16
"""

EXAMPLES = r"""
- name: See what has drifted
  cloudnative.platform.k8s_drift_info:
    src: [build/istio.yaml]
  register: drift

- name: Go on only where nobody has changed the cluster by hand
  cloudnative.platform.k8s_drift_info:
    src: [build/istio.yaml]
  register: drift
  failed_when: drift.drifted

- name: Look also for objects that the set has left behind
  cloudnative.platform.k8s_drift_info:
    set: blog
    set_namespace: kube-system
    kustomize: k8s/services/blog/overlays/lab
"""

RETURN = r"""
drifted:
  description: Whether anything is not as the set says. True also where that could not be found out.
  returned: success
  type: bool
objects:
  description: Each object of the set.
  returned: success
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
      description: V(in_sync), V(differs), V(missing), V(refused) where the server would not take
        what the set says, or V(unreadable).
      type: str
    error:
      description: Why, where the state is V(refused) or V(unreadable); also of some that are
        missing.
      returned: when there is more to say
      type: str
    fields:
      description: The differing fields.
      type: list
      elements: dict
      contains:
        path:
          description: The field as the server names it, for O(ignore:force_fields).
          type: str
        reason:
          description: V(value), the two values differ; V(not_named), the field is ours by the last
            apply, but the set no longer names it; V(not_owned), the set names it with the value
            that it has, but it is not ours yet.
          type: str
        wanted:
          description: The value by the set and the server's defaults; null for none.
          type: raw
        actual:
          description: The value in the cluster; null for none.
          type: raw
        manager:
          description: Who has set it, other managers first; null where the field is gone, since
            the server does not record who has removed it.
          type: str
        operation:
          description: V(Apply) or V(Update).
          type: str
        time:
          description: When this manager last wrote the object.
          type: str
      sample:
        - path: .spec.replicas
          reason: value
          wanted: 3
          actual: 1
          manager: kubectl-scale
          operation: Update
          time: "2026-11-23T09:31:03Z"
extra:
  description: Members of O(set) that it no longer names; their API version, kind, namespace, name.
  returned: success
  type: list
  elements: dict
totals:
  description: How many objects are in each state, how many requests were sent, and milliseconds.
  returned: success
  type: dict
  sample: {in_sync: 40, differs: 1, missing: 0, refused: 0, unreadable: 0, extra: 0, requests: 9}
"""

import time
from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import SetName
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.drift import (
    STATES,
    find_drift,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError

SPEC: dict[str, dict[str, Any]] = {
    "set": {"type": "str"},
    "set_namespace": {"type": "str"},
    "concurrency": {"type": "int", "default": 16},
    **args.SET,
    **args.AUTH,
}


def run(client: Client, params: dict[str, Any]) -> dict[str, Any]:
    """Compare; returns what the module tells. Raises KubeError."""
    started = time.monotonic()
    loaded = args.gathered(params)
    namespace = params["namespace"] or client.http.connection.namespace
    name = SetName(params["set"], params["set_namespace"] or namespace) if params["set"] else None
    found, extra = find_drift(client, loaded, namespace, name)
    states = [finding.state for finding in found]
    return {
        "drifted": bool(extra) or any(state != "in_sync" for state in states),
        "objects": [finding.result() for finding in found],
        "extra": [ref._asdict() for ref in extra],
        "totals": {
            **{state: states.count(state) for state in STATES},
            "extra": len(extra),
            "requests": client.http.requests,
            "ms": round((time.monotonic() - started) * 1000),
        },
    }


def main() -> None:
    """Read the arguments, compare, report."""
    module = args.SetModule(
        argument_spec=SPEC, supports_check_mode=True, required_one_of=[args.SOURCES]
    )
    params = module.params
    try:
        result = run(args.connect(params, params["concurrency"]), params)
    except KubeError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
