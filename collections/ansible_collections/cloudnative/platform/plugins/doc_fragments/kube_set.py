# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the arguments in module_utils/_kube/args.py that name a set of objects."""

from __future__ import annotations


class ModuleDocFragment:
    """Where a module finds its objects."""

    DOCUMENTATION = r"""
options:
  definition:
    description:
      - Objects as a mapping, a YAML text, or a list of both.
    type: raw
  src:
    description:
      - Files with one or more YAML or JSON documents, or folders of such files, on the host that
        runs the module.
      - Where that is the controller, relative paths are looked for in C(files/) of the role and of
        the playbook first. The same is true of O(kustomize), O(charts[].chart) and
        O(charts[].values_files).
    type: list
    elements: path
  templates:
    description:
      - Jinja templates that the controller renders with the variables of the task, as
        P(ansible.builtin.template#lookup) does. Each may hold many objects.
      - Relative paths are looked for in C(templates/) of the role and of the playbook.
    type: list
    elements: str
  kustomize:
    description: A folder that Kustomize builds into objects.
    type: path
  kustomize_binary:
    description: Path of C(kustomize) or C(kubectl); default is the one found on E(PATH).
    type: path
  charts:
    description:
      - Helm charts that C(helm template) renders, all at once. Helm does not talk to the cluster
        and keeps no release in it; what a chart installs are objects of the set like all others.
      - Hooks of an installation or upgrade are objects of the set, too. Tests of a chart, and hooks
        of a removal or rollback, are left out.
      - A chart that makes random values or certificates changes its objects every time.
    type: list
    elements: dict
    suboptions:
      chart:
        description: The chart, a folder or a C(.tgz) file. Nothing is downloaded.
        type: path
        required: true
      name:
        description: Name of the release, which charts put into the names of their objects.
        type: str
        required: true
      namespace:
        description:
          - Namespace of the release, and of its objects that name none.
          - Default is O(namespace), and V(default) without it.
        type: str
      values:
        description: Values for the templates; they win over those of O(charts[].values_files).
        type: dict
        default: {}
      values_files:
        description: YAML files with values; a later one wins.
        type: list
        elements: path
        default: []
      include_crds:
        description: Whether the CRDs of the chart's folder C(crds/) belong to the set.
        type: bool
        default: true
      api_versions:
        description:
          - API versions that the chart shall take as served, such as
            V(gateway.networking.k8s.io/v1).
        type: list
        elements: str
        default: []
      kube_version:
        description: Version of Kubernetes that the chart shall write for; default is Helm's own.
        type: str
  helm_binary:
    description: Path of C(helm), version 3 or 4; default is the one found on E(PATH).
    type: path
  namespace:
    description: Namespace of objects that name none; default is the one of the context.
    type: str
"""
