# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``aws_final_backup``: a thin shell around module_utils/_aws/backup."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aws_final_backup
short_description: Take last snapshots of the data of a platform
description:
  - Takes a snapshot of each RDS instance of the platform, and of each volume that its cluster's
    controllers have made, and waits until they are whole.
  - A snapshot under a key of the platform could not be read any more once that key is deleted; it
    is copied under the key that every account has for the service.
  - Backups have the tag C(purpose) with the value V(final-backup), by which
    M(cloudnative.platform.aws_leftovers) leaves them alone.
  - Each run takes new ones; what a killed run has begun is finished instead.
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
    details: The returned list names everything that is backed up.
  idempotent:
    support: none
    details: Data changes, so a second run takes newer backups.
options:
  timeout:
    description: Seconds for one snapshot, and again for its copy.
    type: float
    default: 3600.0
"""

EXAMPLES = r"""
- name: Back up before everything is destroyed
  cloudnative.platform.aws_final_backup:
    platform: cloudnative-staging
    cluster: cloudnative-staging
    account_id: "123456789012"
    region: ap-northeast-2
  register: backups
"""

RETURN = r"""
backups:
  description: What was backed up, and the snapshot; in check mode what would be.
  type: list
  elements: dict
  returned: success
  contains:
    type:
      description: Terraform's name of the kind of the source.
      type: str
      sample: aws_db_instance
    source:
      description: Id of the source.
      type: str
    backup:
      description: Id of the snapshot; empty in check mode.
      type: str
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.backup.flow import (
    Settings,
    Store,
    back_up,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.backup.stores import (
    Databases,
    Volumes,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers import (
    args,
    controllers,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import each
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.find import look
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.model import (
    Leftover,
)

STORES: dict[str, type[Store]] = {"aws_db_instance": Databases, "aws_ebs_volume": Volumes}
SPEC: dict[str, dict[str, Any]] = {
    "timeout": {"type": "float", "default": 3600.0},
    **args.SPEC,
}


def run(params: dict[str, Any], check: bool) -> dict[str, Any]:
    """Back up; the module's result. Raises AwsError."""
    api = args.api_of(params)
    scope = args.scope_of(params)
    survey = look(api, scope, (*STORES, "aws_kms_key"))
    if survey.blind:
        raise AwsError("\n".join(survey.blind))
    sources = [leftover for leftover in survey.found if leftover.type == "aws_db_instance"]
    made = controllers.made_by_controllers(survey.found, scope)
    sources += [leftover for leftover in made if leftover.type == "aws_ebs_volume"]
    wanted = [leftover for leftover in sources if leftover.state == "present"]
    keys = frozenset(leftover.arn for leftover in survey.found if leftover.type == "aws_kms_key")
    settings = Settings(scope.platform, keys, params["timeout"])

    def take(leftover: Leftover) -> str:
        return "" if check else back_up(STORES[leftover.type](api, settings), leftover)

    taken = list(each(take, wanted))
    return {
        "changed": bool(wanted),
        "backups": [
            {"type": leftover.type, "source": leftover.id, "backup": backup}
            for leftover, backup in zip(wanted, taken, strict=True)
        ],
    }


def main() -> None:
    """Read the arguments, back up, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    try:
        module.exit_json(**run(module.params, module.check_mode))
    except AwsError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
