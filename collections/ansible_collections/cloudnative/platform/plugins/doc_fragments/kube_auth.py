# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the arguments in module_utils/_kube/args.py."""

from __future__ import annotations


class ModuleDocFragment:
    """How a Kubernetes module reaches the API server."""

    DOCUMENTATION = r"""
options:
  kubeconfig:
    description:
      - Path of the kubeconfig. Client certificates, tokens, token files, exec plugins, proxies and
        CA bundles in it are honoured.
      - Default is E(KUBECONFIG), then the service account of the pod, then C(~/.kube/config).
    type: path
  context:
    description: Context of the kubeconfig; default is its current one.
    type: str
  retry_timeout:
    description:
      - Seconds for which one request is tried again while the server is overloaded (429), failing
        (5xx), in conflict with itself (409) or not reachable. The first request is given up after
        15 seconds at most.
    type: float
    default: 60.0
requirements:
  - python >= 3.12
  - PyYAML >= 6.0
"""
