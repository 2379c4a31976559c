# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``k8s_apply``: a thin shell around module_utils/_kube."""

from __future__ import annotations

DOCUMENTATION = r"""
module: k8s_apply
short_description: Apply, or remove, a whole set of Kubernetes objects in one task
description:
  - Writes all objects by server-side apply, many at once, in the order in which kinds need one
    another, and waits once for the whole set.
  - O(ignore:changed) is what the server says; an object that is as wanted is not moved.
  - Values of Secrets appear neither in the diff nor in the result.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.kube_set
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
    details: The server itself tries every write (dry run). Objects whose namespace or kind would
      be created by the same set are told as created.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) applies the set. V(absent) removes it, last stage first.
    type: str
    choices: [present, absent]
    default: present
  force_conflicts:
    description: Take over fields that other field managers own, instead of failing.
    type: bool
    default: false
  validate:
    description: What the server does with fields that it does not know or that are given twice.
    type: str
    choices: [strict, warn, ignore]
    default: strict
  wait:
    description:
      - Wait until every object of the set is ready, or gone with O(state=absent).
      - CRDs and namespaces are always waited for before what needs them is written.
    type: bool
    default: true
  wait_timeout:
    description: Seconds to wait for the set.
    type: float
    default: 300.0
  concurrency:
    description: How many requests run at once.
    type: int
    default: 16
"""

EXAMPLES = r"""
- name: Apply rendered manifests and wait for all of them
  cloudnative.platform.k8s_apply:
    kubeconfig: ~/.kube/config
    src: [build/istio.yaml]
    wait_timeout: 600

- name: Apply a template and an object in one set
  cloudnative.platform.k8s_apply:
    definition:
      - "{{ lookup('ansible.builtin.template', 'policies.yml.j2') }}"
      - apiVersion: v1
        kind: Namespace
        metadata:
          name: blog

- name: Apply a Kustomize folder
  cloudnative.platform.k8s_apply:
    kustomize: k8s/services/blog/overlays/lab

- name: Remove the set again
  cloudnative.platform.k8s_apply:
    state: absent
    src: [build/istio.yaml]
"""

RETURN = r"""
objects:
  description: What was done to each object.
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
    action:
      description: One of created, configured, unchanged, deleted, absent.
      type: str
    ms:
      description: Milliseconds that the write took.
      type: int
totals:
  description: How many objects met each action, how many requests were sent, and milliseconds.
  returned: once the set could be read
  type: dict
  sample: {created: 2, configured: 0, unchanged: 40, deleted: 0, absent: 0, requests: 53, ms: 310}
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.apply import (
    Options,
    Outcome,
    apply_set,
    resolve,
    summary,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.delete import (
    delete_set,
    known_only,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import Loaded

SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "force_conflicts": {"type": "bool", "default": False},
    "validate": {"type": "str", "choices": ["strict", "warn", "ignore"], "default": "strict"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "float", "default": 300.0},
    "concurrency": {"type": "int", "default": 16},
    **args.SET,
    **args.AUTH,
}


def run(client: Client, loaded: list[Loaded], params: dict[str, Any], check: bool) -> list[Outcome]:
    """Do what the arguments ask for. Raises KubeError."""
    options = Options(
        check=check,
        force=params["force_conflicts"],
        validate=params["validate"].capitalize(),
        wait=params["wait"],
        wait_timeout=params["wait_timeout"],
    )
    namespace = params["namespace"] or client.http.connection.namespace
    if params["state"] == "absent":
        present = known_only(loaded, client.discovery)
        return delete_set(client, resolve(present, client.discovery, namespace), options)
    return apply_set(client, resolve(loaded, client.discovery, namespace), options)


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(
        argument_spec=SPEC, supports_check_mode=True, required_one_of=[args.SOURCES]
    )
    params, started = module.params, time.monotonic()
    invocation = args.shown(params)
    try:
        loaded = args.gathered(params)
        client = args.connect(params, params["concurrency"])
    except KubeError as error:
        module.fail_json(msg=str(error), invocation=invocation)

    def report(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return summary(results, client.http.requests, time.monotonic() - started)

    try:
        outcomes = run(client, loaded, params, module.check_mode) if loaded else []
    except KubeError as error:
        module.fail_json(msg=str(error), invocation=invocation, **report(error.results))
    for warning in client.http.warnings:
        module.warn(warning)
    result = report([outcome.result() for outcome in outcomes])
    if module._diff:
        result["diff"] = [o.diff() for o in outcomes if o.action not in ("unchanged", "absent")]
    module.exit_json(invocation=invocation, **result)


if __name__ == "__main__":
    main()
