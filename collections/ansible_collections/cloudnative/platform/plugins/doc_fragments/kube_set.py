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
      - Objects as a mapping, a YAML text (such as a rendered template), or a list of both.
    type: raw
  src:
    description:
      - Files with one or more YAML or JSON documents, or folders of such files, on the host that
        runs the module.
    type: list
    elements: path
  kustomize:
    description: A folder that Kustomize builds into objects.
    type: path
  kustomize_binary:
    description: Path of C(kustomize) or C(kubectl); default is the one found on E(PATH).
    type: path
  namespace:
    description: Namespace of objects that name none; default is the one of the context.
    type: str
"""
