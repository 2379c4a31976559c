# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the arguments in module_utils/_aws/args.py."""

from __future__ import annotations


class ModuleDocFragment:
    """How a plugin reaches AWS."""

    DOCUMENTATION = r"""
options:
  region:
    description: AWS region of the cluster.
    type: str
    required: true
  endpoint_url:
    description:
      - Address of all AWS services, for emulators. Empty means AWS itself.
    type: str
    default: ""
  credentials_file:
    description:
      - A shared credentials file. If given, credentials are looked for nowhere else.
      - Default are botocore's own places, E(AWS_PROFILE), E(AWS_ACCESS_KEY_ID), roles and so on.
    type: path
  profile:
    description: Profile of the credentials or configuration file.
    type: str
requirements:
  - python >= 3.12
  - botocore >= 1.34
  - PyYAML >= 6.0
"""
