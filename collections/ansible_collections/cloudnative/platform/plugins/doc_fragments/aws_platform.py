# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the arguments in module_utils/_aws/leftovers/args.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Which platform of which account."""

    DOCUMENTATION = r"""
options:
  platform:
    description: Value of the tag C(platform), which Terraform gives to everything it makes.
    type: str
    required: true
  cluster:
    description: Name of the EKS cluster, by which controllers tag what they make.
    type: str
    required: true
  account_id:
    description: AWS account of twelve digits; credentials of any other are refused.
    type: str
    required: true
"""
