# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``k8s_secret_sync``: a thin shell around module_utils/_secrets."""

from __future__ import annotations

DOCUMENTATION = r"""
module: k8s_secret_sync
short_description: Copy values of AWS Secrets Manager into Kubernetes Secrets
description:
  - Reads the values and applies the Secrets in one process, so that no value is in an argument, a
    variable, a log, a diff, a file or a result.
  - The Secrets are a set that the cluster remembers, so one that is no longer named is removed.
  - A changed value reaches the pods. Workloads whose pods were made before their Secret's last
    change are restarted by a rolling update, StatefulSets first; nothing else is.
  - AWS Secrets Manager is the source. What somebody has changed in a Secret of the set is
    overwritten; a Secret that was made by other means is refused.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.kube_auth
  - cloudnative.platform.aws_auth
  - cloudnative.platform.secret_set
  - cloudnative.platform.secret_rollout
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
    details: The server tries every write, and the workloads that would be restarted are told.
  diff_mode:
    support: full
    details: Values are shown as hashes that are others in each run.
  idempotent:
    support: full
options:
  state:
    description: V(absent) removes the set; O(secrets) is then not looked at.
    type: str
    choices: [present, absent]
    default: present
  restart:
    description: Restart the workloads whose pods have old values.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Give the blog its passwords
  cloudnative.platform.k8s_secret_sync:
    region: ap-northeast-2
    secrets:
      - namespace: blog
        name: database
        data:
          - {key: password, remote: cloudnative-production/database/blog, property: blog}

- name: Give a namespace all keys of a secret, and the credentials of a registry
  cloudnative.platform.k8s_secret_sync:
    region: ap-northeast-2
    set: shop
    secrets:
      - {namespace: shop, name: settings, extract: [cloudnative-production/shop]}
      - namespace: shop
        name: registry
        type: kubernetes.io/dockerconfigjson
        data:
          - {key: .dockerconfigjson, remote: cloudnative-production/registry}

- name: Remove them
  cloudnative.platform.k8s_secret_sync:
    region: ap-northeast-2
    set: shop
    state: absent
"""

RETURN = r"""
objects:
  description: What was done to each Secret, as M(cloudnative.platform.k8s_apply) tells it.
  returned: once the set could be read
  type: list
  elements: dict
totals:
  description: How many Secrets met each action, how many requests were sent, and milliseconds.
  returned: once the set could be read
  type: dict
workloads:
  description:
    - Workloads with pods that had old values. C(action) is V(restart) where it was restarted,
      V(rolling) where its pods were being replaced already, V(leaving) where its template does not
      use the Secret any more, V(held) where it does not replace its pods by itself.
  returned: success
  type: list
  elements: dict
  sample:
    - {api_version: apps/v1, kind: Deployment, namespace: blog, name: blog, secrets: [database],
       action: restart}
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.args import (
    AUTH as AWS_AUTH,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.args import source_of
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.secrets_manager import (
    values_of,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import args
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.applyset import SetName
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.options import Options
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.outcome import summary
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.prune import (
    Keeping,
    Kept,
    remove_kept,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.args import (
    ROLLOUT,
    SET,
    manner_of,
    restarts,
    warnings_of,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.model import (
    SecretsError,
    remotes_of,
    wanted_of,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.rollout import (
    Use,
    restart_users,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.sync import (
    items_of,
    sync,
)

SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "restart": {"type": "bool", "default": True},
    **SET,
    **ROLLOUT,
    **args.AUTH,
    **AWS_AUTH,
}


def run(client: Client, module: AnsibleModule) -> tuple[Kept, list[Use]]:
    """Do what the arguments ask for. Raises SecretsError, AwsError, KubeError."""
    params: Mapping[str, Any] = module.params
    options = Options(check=module.check_mode, force=True, wait=False, contents=module._diff)
    name = SetName(params["set"], params["set_namespace"])
    keeping = Keeping(name, allow_all=params["prune_allow_all"])
    if params["state"] == "absent":
        return remove_kept(client, [], options, keeping), []
    wanted = wanted_of(params["secrets"])
    values = values_of(source_of({"cluster": "", **params}), remotes_of(wanted))
    kept = sync(client, items_of(client, wanted, values), options, keeping)
    if not params["restart"]:
        return kept, []
    return kept, restart_users(client, kept.outcomes, manner_of(params, module.check_mode))


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    started = time.monotonic()
    try:
        client = args.connect(module.params)
    except KubeError as error:
        module.fail_json(msg=str(error))

    def report(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return summary(results, client.http.requests, time.monotonic() - started)

    try:
        kept, uses = run(client, module)
    except KubeError as error:
        module.fail_json(msg=str(error), **report(error.results))
    except (AwsError, SecretsError) as error:
        module.fail_json(msg=str(error))
    for warning in [*client.http.warnings, *warnings_of(uses)]:
        module.warn(warning)
    result = report([outcome.result() for outcome in kept.outcomes]) | kept.inventory()
    result["changed"] = kept.moved or restarts(uses)
    result["workloads"] = [use.result() for use in uses]
    if module._diff:
        result["diff"] = kept.diffs()
    module.exit_json(**result)


if __name__ == "__main__":
    main()
