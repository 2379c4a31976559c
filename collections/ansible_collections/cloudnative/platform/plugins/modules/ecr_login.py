# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``ecr_login``: a thin shell around module_utils/_aws/registry_login."""

from __future__ import annotations

DOCUMENTATION = r"""
module: ecr_login
short_description: Write the file with which programs log in to ECR
description:
  - Asks ECR for a token of 12 hours and writes it as skopeo, buildah and Docker read it
    (C(--authfile), or C(config.json)). The token is in no argument, result or log.
version_added: 0.2.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.aws_auth
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details: There is nothing to show that is no secret.
  idempotent:
    support: none
    details: Every token is a new one.
options:
  path:
    description: The file; only its owner may read it. Its folder exists.
    type: path
    required: true
"""

EXAMPLES = r"""
- name: Log in to ECR
  cloudnative.platform.ecr_login:
    region: ap-northeast-2
    path: "{{ platform_work_dir }}/registry-login.json"
"""

RETURN = r"""
path:
  description: The file.
  type: str
  returned: success
registries:
  description: Hosts that it logs in to.
  type: list
  elements: str
  returned: success
"""

from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.args import AUTH, source_of
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.registry_login import (
    logins,
    write,
)

SPEC: dict[str, dict[str, Any]] = {"path": {"type": "path", "required": True}, **AUTH}


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    params = module.params
    try:
        found = logins(Api(source_of({"cluster": "", **params})))
        if not module.check_mode:
            write(Path(params["path"]), found)
        module.exit_json(changed=True, path=params["path"], registries=sorted(found))
    except AwsError as error:
        module.fail_json(msg=str(error))
    except OSError as error:
        module.fail_json(msg=f"{params['path']} cannot be written: {error}")


if __name__ == "__main__":
    main()
