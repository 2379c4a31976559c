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
  - O(ignore:changed) is what the server says; an object that is as wanted is not written.
  - Values of Secrets appear neither in the diff nor in the result.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.kube_set
  - cloudnative.platform.kube_inventory
  - cloudnative.platform.kube_wait
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
    details: The server itself tries every write (dry run); what lies in a namespace that the set
      brings is tried in the namespace V(default), and objects of a kind that it brings are judged
      by the schema in the CRD. Not foreseen are addresses and ports that the server picks, rules
      and quotas of a new namespace, CEL rules of a new CRD.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) applies the set.
      - V(absent) removes it, last stage first. With O(set) these are its members, with or without
        sources. Namespaces and CRDs among them go if the sources name them or with
        O(prune_cascading=true).
    type: str
    choices: [present, absent]
    default: present
  force_conflicts:
    description: Take over all fields that other field managers own, instead of failing.
    type: bool
    default: false
  force_fields:
    description:
      - Take over only these fields, written as the error names them; C([*]) stands for any entry
        of a list. An object that is in conflict about any other field is refused.
    type: list
    elements: str
    default: []
  validate:
    description: How strict the server is with objects. Unknown fields it refuses always.
    type: str
    choices: [strict, warn, ignore]
    default: strict
  wait:
    description:
      - Wait until every object of the set is ready, or gone with O(state=absent).
      - CRDs and namespaces are always waited for before what needs them is written.
    type: bool
    default: true
  concurrency:
    description: How many requests run at once at first; the server's answers make it more or less.
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
    templates: [policies.yml.j2]
    definition:
      apiVersion: v1
      kind: Namespace
      metadata:
        name: blog

- name: Apply a Kustomize folder, and delete what it no longer holds
  cloudnative.platform.k8s_apply:
    kustomize: k8s/services/blog/overlays/lab
    set: blog
    set_namespace: kube-system

- name: Apply a chart
  cloudnative.platform.k8s_apply:
    charts:
      - chart: charts/web
        name: web
        namespace: default
        values_files: [build/values.yml]
        values:
          replicas: 2
    wait_for:
      - kind: Deployment
        name: web
        jsonpath: .status.readyReplicas
        value: 2

- name: Let an autoscaler keep its replicas, take back the image
  cloudnative.platform.k8s_apply:
    src: [build/web.yaml]
    force_fields: ['.spec.template.spec.containers[name="web"].image']

- name: Remove a set that the cluster remembers, with its namespaces
  cloudnative.platform.k8s_apply:
    state: absent
    set: blog
    set_namespace: kube-system
    prune_cascading: true
"""

RETURN = r"""
objects:
  description: What was done to each object; of a failed task only those that moved.
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
      description: One of created, configured, unchanged, deleted, kept, absent.
      type: str
    ms:
      description: Milliseconds that the write took.
      type: int
totals:
  description: How many objects met each action, how many requests were sent, and milliseconds.
  returned: once the set could be read
  type: dict
  sample: {created: 2, configured: 0, unchanged: 40, deleted: 1, kept: 0, requests: 53, ms: 310}
inventory:
  description: The set as the cluster remembers it, and what was done to its parent.
  returned: success and O(set) is given
  type: dict
  sample: {name: blog, namespace: kube-system, id: applyset-...-v1, action: unchanged}
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args, prune, rules
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.apply import apply_set
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.delete import delete_set
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.items import (
    known_only,
    resolve,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import Loaded
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.options import Options
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.outcome import summary

SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "force_conflicts": {"type": "bool", "default": False},
    "force_fields": {"type": "list", "elements": "str", "default": []},
    "validate": {"type": "str", "choices": ["strict", "warn", "ignore"], "default": "strict"},
    "wait": {"type": "bool", "default": True},
    "concurrency": {"type": "int", "default": 16},
    **rules.ARGS,
    **prune.ARGS,
    **args.SET,
    **args.AUTH,
}


def run(client: Client, loaded: list[Loaded], module: args.SetModule) -> prune.Kept:
    """Do what the arguments ask for. Raises KubeError."""
    params: Mapping[str, Any] = module.params
    absent = params["state"] == "absent"
    if absent:
        loaded = known_only(loaded, client.discovery)
    namespace = params["namespace"] or client.http.connection.namespace
    items = resolve(loaded, client.discovery, namespace)
    waits = [] if absent else params["wait_for"] or []
    options = Options(
        check=module.check_mode,
        force=params["force_conflicts"],
        force_fields=params["force_fields"],
        validate=params["validate"].capitalize(),
        wait=params["wait"],
        wait_timeout=params["wait_timeout"],
        rule=rules.rule_of(waits, [item.ref for item in items]),
        contents=module._diff,
    )
    if params["set"]:
        keeping = prune.Keeping.of(params, namespace)
        done = prune.remove_kept if absent else prune.apply_kept
        return done(client, items, options, keeping)
    return prune.Kept((delete_set if absent else apply_set)(client, items, options))


def main() -> None:
    """Read the arguments, run, report."""
    module = args.SetModule(
        argument_spec=SPEC, supports_check_mode=True, required_one_of=[(*args.SOURCES, "set")]
    )
    params, started = module.params, time.monotonic()
    try:
        loaded = args.gathered(params)
        client = args.connect(params, params["concurrency"])
    except KubeError as error:
        module.fail_json(msg=str(error))

    def report(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return summary(results, client.http.requests, time.monotonic() - started)

    try:
        done = run(client, loaded, module) if loaded or params["set"] else prune.Kept([])
    except KubeError as error:
        module.fail_json(msg=str(error), **report(error.results))
    for warning in client.http.warnings:
        module.warn(warning)
    result = report([outcome.result() for outcome in done.outcomes]) | done.inventory()
    result["changed"] = done.moved
    if module._diff:
        result["diff"] = done.diffs()
    module.exit_json(**result)


if __name__ == "__main__":
    main()
