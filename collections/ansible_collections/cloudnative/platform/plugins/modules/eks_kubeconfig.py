# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``eks_kubeconfig``: a thin shell around module_utils/_aws."""

from __future__ import annotations

DOCUMENTATION = r"""
module: eks_kubeconfig
short_description: Write a kubeconfig for an Amazon EKS cluster, without the aws CLI
description:
  - Asks EKS for the address and the CA of the cluster and writes them into a kubeconfig that only
    its owner can read. Entries of other clusters in the file stay.
  - The file holds no token. It names a small Python program, written beside it, that makes tokens
    when a client needs one; so the file stays valid for as long as the AWS credentials do.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.aws_auth
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  cluster:
    description: Name of the EKS cluster.
    type: str
    required: true
  path:
    description: The kubeconfig to write.
    type: path
    required: true
  context:
    description: Name of the entries in the kubeconfig; default is the name of the cluster.
    type: str
  python:
    description:
      - The Python interpreter that makes the tokens; it must have botocore.
      - Default is the interpreter that runs this module.
    type: path
"""

EXAMPLES = r"""
- name: Reach the cluster
  cloudnative.platform.eks_kubeconfig:
    cluster: cloudnative-production
    region: ap-northeast-2
    path: ~/.kube/config

- name: Reach the lab's cluster
  cloudnative.platform.eks_kubeconfig:
    cluster: cloudnative-lab
    region: ap-northeast-2
    endpoint_url: http://172.30.0.2:4566
    credentials_file: /var/lib/cloudnative-platform/lab/aws-credentials
    path: /var/lib/cloudnative-platform/lab/kubeconfig
"""

RETURN = r"""
path:
  description: The kubeconfig.
  returned: success
  type: str
context:
  description: The context to use.
  returned: success
  type: str
endpoint:
  description: Address of the API server.
  returned: success
  type: str
version:
  description: Kubernetes version of the cluster.
  returned: success
  type: str
"""

import inspect
import sys
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws import (
    eks_token_program,
    kubeconfig,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.args import AUTH, source_of
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks import describe
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError

SPEC: dict[str, dict[str, Any]] = {
    "cluster": {"type": "str", "required": True},
    "path": {"type": "path", "required": True},
    "context": {"type": "str"},
    "python": {"type": "path"},
    **AUTH,
}
PROGRAM = "eks-token.py"


def run(params: dict[str, Any], check: bool) -> dict[str, Any]:
    """Bring the files to the wanted state; returns the module's result. Raises AwsError."""
    source = source_of(params)
    cluster = describe(source)
    path = Path(params["path"]).absolute()
    program = path.parent / PROGRAM
    context = params["context"] or cluster.name
    argv = [params["python"] or sys.executable, str(program)]
    existing = kubeconfig.read(path)
    wanted = kubeconfig.merge(existing, kubeconfig.entries(cluster, source, context, argv))
    files = {program: inspect.getsource(eks_token_program), path: kubeconfig.to_text(wanted)}
    stale = {p: text for p, text in files.items() if not kubeconfig.is_as_wanted(p, text)}
    if not check:
        for file, text in stale.items():
            kubeconfig.write(file, text)
    return {
        "changed": bool(stale),
        "path": str(path),
        "context": context,
        "endpoint": cluster.endpoint,
        "version": cluster.version,
        "diff": {
            "before_header": str(path),
            "after_header": str(path),
            "before": _only(existing, context),
            "after": _only(wanted, context),
        },
    }


def _only(document: kubeconfig.Kubeconfig, context: str) -> str:
    """Our entries as text, without tokens that an older file may hold."""
    sections: dict[str, Any] = {}
    for section in ("clusters", "users", "contexts"):
        own = [e for e in document.get(section) or [] if e.get("name") == context]
        if section == "users":
            own = [
                {"name": e["name"], "user": {k: v for k, v in e["user"].items() if k == "exec"}}
                for e in own
            ]
        if own:
            sections[section] = own
    return kubeconfig.to_text(sections) if sections else ""


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    try:
        result = run(module.params, module.check_mode)
    except AwsError as error:
        module.fail_json(msg=str(error))
    except OSError as error:
        module.fail_json(msg=f"cannot write {module.params['path']}: {error}")
    module.exit_json(**result)


if __name__ == "__main__":
    main()
