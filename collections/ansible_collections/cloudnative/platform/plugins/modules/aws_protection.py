# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``aws_protection``: a thin shell around module_utils/_aws/leftovers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aws_protection
short_description: Lift the protection of a platform against its deletion
description:
  - Switches off the deletion protection of databases, load balancers and clusters of the platform.
  - Repositories that hold images are deleted with them, since ECR has no other way to give them up.
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
    details: The returned list names everything that loses its protection.
  idempotent:
    support: full
options:
  state:
    description: V(absent) lifts the protection; Terraform gives it.
    type: str
    choices: [absent]
    default: absent
"""

EXAMPLES = r"""
- name: Let the platform be destroyed
  cloudnative.platform.aws_protection:
    platform: cloudnative-production
    cluster: cloudnative-production
    account_id: "123456789012"
    region: ap-northeast-2
    state: absent
"""

RETURN = r"""
lifted:
  description: What is not protected any more, as a person reads it.
  type: list
  elements: str
  returned: success
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers import (
    args,
    protection,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.find import look

SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["absent"], "default": "absent"},
    **args.SPEC,
}


def run(params: dict[str, Any], check: bool) -> dict[str, Any]:
    """Lift; the module's result. Raises AwsError."""
    api = args.api_of(params)
    survey = look(api, args.scope_of(params), protection.TYPES)
    if survey.blind:
        raise AwsError("\n".join(survey.blind))
    guarded = protection.protected(api, survey.found)
    if not check:
        for leftover in guarded:
            protection.lift(api, leftover)
    return {"changed": bool(guarded), "lifted": [str(leftover) for leftover in guarded]}


def main() -> None:
    """Read the arguments, lift, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    try:
        module.exit_json(**run(module.params, module.check_mode))
    except AwsError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
