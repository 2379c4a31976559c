# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``terraform_apply``: a thin shell around module_utils/_terraform."""

from __future__ import annotations

DOCUMENTATION = r"""
module: terraform_apply
short_description: Plan and apply one Terraform root module, and read its outputs
description:
  - Saves a plan, says in few words what it does, applies exactly that plan, returns the outputs.
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
  project_path:
    description: Folder of the root module.
    type: path
    required: true
  work_path:
    description: Folder for what runs leave behind; made with access for its owner only.
    type: path
    required: true
  variables:
    description: Values of the root module's variables.
    type: dict
    default: {}
  backend:
    description: Settings of the backend that the root module leaves open.
    type: dict
    default: {}
  lock_timeout:
    description: Seconds to wait for another run to end.
    type: int
    default: 30
  parallelism:
    description: Resources that Terraform works on at the same time.
    type: int
    default: 10
  terraform_binary:
    description: Path of terraform; default is the one found on E(PATH).
    type: path
notes:
  - Providers come from the folder that E(TF_PLUGIN_MIRROR) names, else as the user's own Terraform
    CLI configuration says, else from a well-known folder such as C(/opt/tf-plugins) if there is
    one, else from the registry.
"""

EXAMPLES = r"""
- name: Build the AWS infrastructure
  cloudnative.platform.terraform_apply:
    project_path: "{{ playbook_dir }}/../terraform/environments/staging"
    work_path: "{{ platform_work_dir }}/terraform"
    variables:
      region: ap-northeast-2
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
  sample: {create: [aws_vpc.this], update: [], replace: [], destroy: [], forget: [], because: {}}
summary_lines:
  description: The same as people read it.
  type: list
  elements: str
  returned: success
  sample: ["1 to create, 1 to replace", "replace aws_instance.a (because of ami)"]
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

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform import (
    command,
    mirror,
    outputs,
    plan,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.errors import (
    TerraformError,
)


def argument_spec() -> dict[str, Any]:
    """Options of the module."""
    return {
        "project_path": {"type": "path", "required": True},
        "work_path": {"type": "path", "required": True},
        "variables": {"type": "dict", "default": {}},
        "backend": {"type": "dict", "default": {}},
        "lock_timeout": {"type": "int", "default": 30},
        "parallelism": {"type": "int", "default": 10},
        "terraform_binary": {"type": "path"},
    }


def run_module(module: AnsibleModule, program: str) -> dict[str, Any]:
    """Plan, apply unless only asked, and tell."""
    os.umask(0o077)  # state, plans and logs may hold secrets
    work = Path(module.params["work_path"])
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    terraform = command.Terraform(
        program=program,
        project=Path(module.params["project_path"]),
        work=work,
        environ=_cli_environment(work),
        lock_timeout=module.params["lock_timeout"],
        parallelism=module.params["parallelism"],
    )
    terraform.init(module.params["backend"])
    changed = terraform.plan(_private(work / "inputs.tfvars.json", module.params["variables"]))
    # Reading a plan costs as much as making it, and an empty one says nothing.
    summary = plan.summarise(terraform.show_plan() if changed else {})
    result: dict[str, Any] = {
        "changed": changed,
        "summary": asdict(summary),
        "summary_lines": summary.lines(),
    }
    if module._diff and changed:
        result["diff"] = {"prepared": terraform.plan_text()}
    if changed and not module.check_mode:
        terraform.apply()
    known = terraform.outputs()
    return result | {
        "outputs": outputs.plain(known),
        "sensitive_outputs": outputs.sensitive(known),
    }


def _cli_environment(work: Path) -> dict[str, str]:
    """Point Terraform to a CLI configuration of ours, unless the user has one."""
    folder = mirror.find_mirror(os.environ)
    if folder is None and mirror.own_configuration(os.environ):
        return {}
    configuration = work / "terraform.tfrc"
    configuration.write_text(mirror.cli_configuration(folder))
    return {"TF_CLI_CONFIG_FILE": str(configuration)}


def _private(path: Path, content: dict[str, Any]) -> Path:
    """Write JSON; the umask keeps it from others."""
    path.write_text(json.dumps(content))
    return path


def main() -> None:
    """Entry point."""
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    program = module.params["terraform_binary"] or module.get_bin_path("terraform", required=True)
    try:
        module.exit_json(**run_module(module, program))
    except TerraformError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
