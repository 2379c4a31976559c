# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Lookup ``eks_token``: a bearer token for an EKS cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_token
short_description: Make a token for an Amazon EKS cluster, without the aws CLI
description:
  - Signs a request to STS with the AWS credentials, as C(aws eks get-token) does. The cluster takes
    the token for 15 minutes.
  - Give it only to tasks with C(no_log). A kubeconfig needs no token, see
    M(cloudnative.platform.eks_kubeconfig).
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.aws_auth
options:
  _terms:
    description: Names of clusters.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Ask the API server who we are
  ansible.builtin.uri:
    url: "{{ endpoint }}/apis"
    ca_path: ca.crt
    headers:
      Authorization: "Bearer {{ token }}"
  vars:
    token: "{{ lookup('cloudnative.platform.eks_token', 'blue', region='ap-northeast-2') }}"
  no_log: true
"""

RETURN = r"""
_raw:
  description: One token for each name.
  type: list
  elements: str
"""

from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.args import source_of
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks import token
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError


class LookupModule(LookupBase):  # type: ignore[misc]
    """Makes a token for each term."""

    def run(
        self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> list[str]:
        """See the documentation above."""
        self.set_options(var_options=variables, direct=kwargs)
        options = {
            name: self.get_option(name)
            for name in ("region", "endpoint_url", "credentials_file", "profile")
        }
        try:
            return [token(source_of({"cluster": str(term), **options})).value for term in terms]
        except AwsError as error:
            raise AnsibleError(str(error)) from error
