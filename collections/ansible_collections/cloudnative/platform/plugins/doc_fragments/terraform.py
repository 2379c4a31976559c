# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the options that say how Terraform runs."""

from __future__ import annotations


class ModuleDocFragment:
    """Where Terraform's code lies, and how the program is run."""

    DOCUMENTATION = r"""
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
