# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the arguments in module_utils/_secrets/args.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Which Secrets are wanted, and where their values come from."""

    DOCUMENTATION = r"""
options:
  secrets:
    description: The Secrets of the set.
    type: list
    elements: dict
    default: []
    suboptions:
      namespace:
        description: Namespace, which must exist.
        type: str
        required: true
      name:
        description: Name.
        type: str
        required: true
      type:
        description: Type of the Secret.
        type: str
        default: Opaque
      data:
        description: Single values.
        type: list
        elements: dict
        suboptions:
          key:
            description: Name of the value in the Secret.
            type: str
            required: true
          remote:
            description: Name or ARN of the secret in AWS Secrets Manager.
            type: str
            required: true
          property:
            description: Key of the JSON object in it; without it the whole value.
            type: str
      extract:
        description:
          - Names or ARNs of secrets in AWS Secrets Manager of which every key becomes a value.
          - A later one comes before an earlier one, and O(secrets[].data) before all.
        type: list
        elements: str
  set:
    description: Name of the set, as O(cloudnative.platform.k8s_apply#module:set).
    type: str
    default: secrets
  set_namespace:
    description: Namespace in which the cluster remembers the set.
    type: str
    default: kube-system
  prune_allow_all:
    description: Whether one run may remove more than half of the Secrets of the set.
    type: bool
    default: false
"""
