# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``aws_leftovers``: a thin shell around module_utils/_aws/leftovers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aws_leftovers
short_description: Delete what AWS still has of a platform
description:
  - Deletes through the API of AWS what nobody else deletes; for what Terraform knows, Terraform is
    the right tool. Finds things as M(cloudnative.platform.aws_leftovers_info) does.
  - What AWS refuses because something else still needs it is tried again until O(timeout).
  - Keys and secrets get a recovery window. A database or a cache goes with a last snapshot, a
    bucket only when it is empty; backups stay.
  - A snapshot under a key of the platform can be read until the recovery window of that key ends;
    M(cloudnative.platform.aws_final_backup) takes some that last.
  - Whether something remains is told in RV(clean), it is no failure.
version_added: 0.2.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.aws_auth
  - cloudnative.platform.aws_platform
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details: The returned lists name everything that goes.
  idempotent:
    support: full
options:
  made_by:
    description:
      - V(controllers) is what controllers in the cluster have made beside Terraform, such as load
        balancers, volumes and DNS records; it may be deleted while the cluster stands.
      - V(anyone) is everything of the platform.
    type: str
    choices: [controllers, anyone]
    required: true
  grace:
    description: Seconds to wait for things to go by themselves before they are deleted.
    type: float
    default: 0.0
  timeout:
    description: Seconds in all.
    type: float
    default: 600.0
  secret_recovery_days:
    description:
      - Days for which a deleted secret can be called back, 7 to 30; V(0) deletes it at once.
    type: int
    default: 7
"""

EXAMPLES = r"""
- name: Wait for the load balancers of the cluster to be gone, then help
  cloudnative.platform.aws_leftovers:
    platform: cloudnative-staging
    cluster: cloudnative-staging
    account_id: "123456789012"
    region: ap-northeast-2
    made_by: controllers
    grace: 120
"""

RETURN = r"""
clean:
  description: Whether nothing of what was to be deleted remains.
  type: bool
  returned: success
deleted:
  description: What AWS was asked to delete, or in check mode would be asked, as a person reads it.
  type: list
  elements: str
  returned: success
backups:
  description: Of what AWS takes a last snapshot, and which.
  type: list
  elements: dict
  returned: success
  contains:
    type:
      description: Terraform's name of the kind of the source.
      type: str
      sample: aws_elasticache_replication_group
    source:
      description: Id of the source.
      type: str
    backup:
      description: Id of the snapshot.
      type: str
remaining:
  description: What is still there, and why if AWS has said so.
  type: list
  elements: str
  returned: success
blind:
  description: What could not be looked for, and why.
  type: list
  elements: str
  returned: success
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers import (
    args,
    controllers,
    sweep,
)

CHOOSERS: dict[str, sweep.Chooser] = {
    "controllers": controllers.made_by_controllers,
    "anyone": sweep.everything,
}
SPEC: dict[str, dict[str, Any]] = {
    "made_by": {"type": "str", "choices": list(CHOOSERS), "required": True},
    "grace": {"type": "float", "default": 0.0},
    "timeout": {"type": "float", "default": 600.0},
    "secret_recovery_days": {"type": "int", "default": 7},
    **args.SPEC,
}


def run(params: dict[str, Any], check: bool) -> dict[str, Any]:
    """Sweep; the module's result. Raises AwsError."""
    api = args.api_of(params, params["secret_recovery_days"])
    # A sweep without time only looks.
    patience = sweep.Patience(params["grace"], 0.0 if check else params["timeout"])
    scope = args.scope_of(params)
    swept = sweep.sweep(api, scope, CHOOSERS[params["made_by"]], patience)
    deleted = swept.remaining if check else swept.deleted
    remaining = [] if check else [swept.told(leftover) for leftover in swept.remaining]
    return {
        "changed": bool(deleted),
        "clean": not remaining and not swept.blind,
        "deleted": [str(leftover) for leftover in deleted],
        "backups": [
            {"type": leftover.type, "source": leftover.id, "backup": snapshot}
            for leftover, snapshot in swept.backups
        ],
        "remaining": remaining,
        "blind": swept.blind,
    }


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    try:
        module.exit_json(**run(module.params, module.check_mode))
    except AwsError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
