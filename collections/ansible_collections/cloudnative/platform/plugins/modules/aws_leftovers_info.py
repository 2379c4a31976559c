# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``aws_leftovers_info``: a thin shell around module_utils/_aws/leftovers."""

from __future__ import annotations

DOCUMENTATION = r"""
module: aws_leftovers_info
short_description: Tell what AWS has of a platform
description:
  - Asks every service that the platform uses, or that controllers in its cluster use, for things
    with the tag C(platform), with a tag of the cluster, inside the platform's VPC, or with a name
    that AWS itself has given. Asks AWS's own list of tags for kinds that are not known here.
  - What AWS deletes at the end of a recovery window (keys, secrets) and backups are told apart.
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
    details: Changes nothing.
  idempotent:
    support: full
options:
  protection:
    description: Whether to tell as well what is protected against deletion.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Is anything left?
  cloudnative.platform.aws_leftovers_info:
    platform: cloudnative-staging
    cluster: cloudnative-staging
    account_id: "123456789012"
    region: ap-northeast-2
  register: leftovers
  failed_when: not leftovers.clean
"""

RETURN = r"""
clean:
  description: Whether nothing is left but backups and what is in its recovery window.
  type: bool
  returned: success
leftovers:
  description: Everything that was found.
  type: list
  elements: dict
  returned: success
  contains:
    type:
      description: Terraform's name of its kind.
      type: str
      sample: aws_vpc
    id:
      description: Its id, as C(terraform import) takes it.
      type: str
    name:
      description: Its name.
      type: str
    arn:
      description: Its ARN; empty where AWS does not tell it.
      type: str
    state:
      description: V(present), V(going), V(scheduled) or V(kept).
      type: str
    tags:
      description: Its tags.
      type: dict
blind:
  description: What could not be looked for, and why.
  type: list
  elements: str
  returned: success
protected:
  description: Things that are protected against deletion, as a person reads them.
  type: list
  elements: str
  returned: O(protection=true)
lines:
  description: The report as text.
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
    report,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.find import look

SPEC: dict[str, dict[str, Any]] = {
    "protection": {"type": "bool", "default": False},
    **args.SPEC,
}


def run(params: dict[str, Any]) -> dict[str, Any]:
    """Look; the module's result. Raises AwsError."""
    api = args.api_of(params)
    survey = look(api, args.scope_of(params))
    result: dict[str, Any] = {
        "changed": False,
        "clean": report.is_clean(survey.found, survey.blind),
        "leftovers": report.entries(survey.found),
        "blind": survey.blind,
        "lines": report.lines(survey.found, survey.blind),
    }
    if params["protection"]:
        result["protected"] = [
            str(leftover) for leftover in protection.protected(api, survey.found)
        ]
    return result


def main() -> None:
    """Read the arguments, look, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    try:
        module.exit_json(**run(module.params))
    except AwsError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
