# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``terraform_apply``: a thin shell around module_utils/_terraform."""

from __future__ import annotations

DOCUMENTATION = r"""
module: terraform_apply
short_description: Plan and apply one Terraform root module, and read its outputs
description:
  - Saves a plan, says in few words what it does and costs, applies exactly that plan, returns the
    outputs.
  - Refuses a plan that destroys or replaces data (databases, caches, keys, buckets, secrets, image
    repositories that hold images) unless its address is named in O(allow_destroy).
  - Goes on after a run was killed. What that run has made and could not write down any more is
    recognised on AWS by name or tags and adopted; nothing is made twice and nothing deleted.
  - Everything that a run leaves behind (providers, plan, logs) goes to O(work_path), nothing to the
    folder of the code.
  - A state lock that a killed run of this user on this machine has left is removed; the lock of
    anybody else is waited for and then named in the error.
  - Credentials and endpoints come from environment variables of the task, as Terraform's providers
    define them.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.attributes
  - cloudnative.platform.terraform
attributes:
  check_mode:
    support: full
    details: Only plans. The state is refreshed in memory and stays as it is.
  diff_mode:
    support: full
    details: Shows the plan as Terraform prints it, which leaves sensitive values out.
  idempotent:
    support: full
options:
  state:
    description: V(absent) destroys everything that the state knows, without asking about data.
    type: str
    choices: [present, absent]
    default: present
  aws:
    description:
      - Whose resources these are. Credentials of another account are refused before Terraform runs.
      - Left out, credentials are not checked, nothing is adopted and no cost is estimated.
    type: dict
    suboptions:
      region:
        description: AWS region.
        type: str
        required: true
      account_id:
        description: AWS account of twelve digits.
        type: str
        required: true
      platform:
        description: Value of the tag C(platform) of all resources, and name of the EKS cluster.
        type: str
        required: true
  allow_destroy:
    description: Addresses of resources with data that the plan may destroy or replace.
    type: list
    elements: str
    default: []
  saved_plan:
    description: Apply the plan that the last run in check mode has saved, and make no new one.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Build the AWS infrastructure
  cloudnative.platform.terraform_apply:
    project_path: "{{ playbook_dir }}/../terraform/environments/staging"
    work_path: "{{ platform_work_dir }}/terraform"
    variables:
      region: ap-northeast-2
    aws:
      region: ap-northeast-2
      account_id: "123456789012"
      platform: cloudnative-staging
    backend:
      bucket: cloudnative-terraform
      key: staging.tfstate
      use_lockfile: true
  register: infrastructure
"""

RETURN = r"""
summary:
  description: Addresses of resources by what happens to them.
  type: dict
  returned: success
  sample: {adopt: [], create: [aws_vpc.this], update: [], replace: [], destroy: [], forget: []}
summary_lines:
  description: The same as people read it, and what it costs in a month.
  type: list
  elements: str
  returned: success
  sample: ["1 to create, 1 to replace", "replace aws_instance.a (because of ami)"]
cost:
  description: Estimate of a month in USD from the price table in this collection, without use.
  type: dict
  returned: when something changes and O(aws) is given
  sample: {after: 265.0, before: 0.0, by_use: [logs], dated: "2026-11-23", unknown: []}
drift:
  description:
    - What differs between AWS, the state and the code; C(outside) is what was changed past
      Terraform, with names of attributes and without values.
  type: dict
  returned: success
  sample: {drift: true, lines: [1 to update], outside: [], refreshed: []}
state_missing:
  description: Whether there was no state at all, so nothing to destroy.
  type: bool
  returned: success
outputs:
  description: Outputs by name; without sensitive ones. In check mode those of the state as it is.
  type: dict
  returned: success
sensitive_outputs:
  description: Names of the outputs that are left out.
  type: list
  elements: str
  returned: success
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.errors import (
    TerraformError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.start import start

SPEC: dict[str, dict[str, Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "project_path": {"type": "path", "required": True},
    "work_path": {"type": "path", "required": True},
    "variables": {"type": "dict", "default": {}},
    "backend": {"type": "dict", "default": {}},
    "aws": {
        "type": "dict",
        "options": {
            "region": {"type": "str", "required": True},
            "account_id": {"type": "str", "required": True},
            "platform": {"type": "str", "required": True},
        },
    },
    "allow_destroy": {"type": "list", "elements": "str", "default": []},
    "saved_plan": {"type": "bool", "default": False},
    "lock_timeout": {"type": "int", "default": 30},
    "parallelism": {"type": "int", "default": 10},
    "terraform_binary": {"type": "path"},
}


def main() -> None:
    """Entry point."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    program = module.params["terraform_binary"] or module.get_bin_path("terraform", required=True)
    try:
        result = start(module.params, program, module.check_mode, module._diff)
    except (TerraformError, AwsError) as error:
        module.fail_json(msg=str(error))
    for warning in result.pop("warnings"):
        module.warn(warning)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
