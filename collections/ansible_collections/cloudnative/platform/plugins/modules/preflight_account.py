# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``preflight_account``: a thin shell around module_utils/_preflight/account."""

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight_account
short_description: Check an AWS account before the platform is built in it
description:
  - Checks who the credentials belong to, whether the region is open, whether quotas have room,
    whether other VPCs overlap, whether names are free, whether EKS offers the Kubernetes version
    and for how long, and, by IAM's policy simulation, whether these credentials may do what
    Terraform does.
  - Only reads. Looks at everything and fails once, naming all that is wrong.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.attributes
  - cloudnative.platform.aws_auth
attributes:
  check_mode:
    support: full
    details: It never changes anything.
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  account_id:
    description: Account that the environment belongs to, 12 digits.
    type: str
    required: true
  platform:
    description: Name of the platform, which is that of its EKS cluster.
    type: str
    required: true
  vpc_cidr:
    description: IPv4 range of its VPC.
    type: str
    required: true
  zones:
    description: Availability zones that it uses.
    type: int
    required: true
  kubernetes_version:
    description: Kubernetes version as EKS names it, for example V(1.35).
    type: str
    required: true
  services:
    description: Services that get an image repository.
    type: list
    elements: str
    default: []
  state_bucket:
    description: Bucket of the Terraform state; empty where it is kept elsewhere.
    type: str
    default: ""
  needs:
    description:
      - How many of each thing the platform needs, by the name of its quota; one where it is
        not named.
    type: dict
    default: {}
  warn_days:
    description: Days before the end of EKS's standard support from which to warn.
    type: int
    default: 90
"""

EXAMPLES = r"""
- name: Check the account
  cloudnative.platform.preflight_account:
    region: ap-northeast-2
    account_id: "123456789012"
    platform: cloudnative-production
    vpc_cidr: 10.0.0.0/16
    zones: 2
    kubernetes_version: "1.35"
    needs: {Elastic IPs: 1, on-demand vCPUs: 12}
"""

RETURN = r"""
checks:
  description: All findings.
  type: list
  elements: dict
  returned: always
  sample: [{name: region, status: ok, message: ap-northeast-2 is open to this account, fix: ""}]
lines:
  description: All findings as people read them, one line each.
  type: list
  elements: str
  returned: always
  sample: ["ok    region: ap-northeast-2 is open to this account"]
"""

from dataclasses import asdict
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.args import AUTH, source_of
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.account.model import (
    Build,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.account.run import (
    check_account,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.model import Check

SPEC: dict[str, Any] = {
    **AUTH,
    "account_id": {"type": "str", "required": True},
    "platform": {"type": "str", "required": True},
    "vpc_cidr": {"type": "str", "required": True},
    "zones": {"type": "int", "required": True},
    "kubernetes_version": {"type": "str", "required": True},
    "services": {"type": "list", "elements": "str", "default": []},
    "state_bucket": {"type": "str", "default": ""},
    "needs": {"type": "dict", "default": {}},
    "warn_days": {"type": "int", "default": 90},
}


def build_of(params: dict[str, Any]) -> Build:
    """What the module's arguments say is going to be built."""
    return Build(
        platform=params["platform"],
        account=params["account_id"],
        region=params["region"],
        vpc_cidr=params["vpc_cidr"],
        zones=params["zones"],
        kubernetes_version=params["kubernetes_version"],
        services=tuple(params["services"]),
        state_bucket=params["state_bucket"],
        needs={name: int(count) for name, count in params["needs"].items()},
        warn_days=params["warn_days"],
    )


def main() -> None:
    """Entry point."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    source = source_of(module.params | {"cluster": module.params["platform"]})
    found: list[Check] = []
    try:
        found.extend(check_account(source, build_of(module.params)))
    except AwsError as error:
        found.append(Check("identity", "fail", str(error)))
    result = {
        "checks": [asdict(check) for check in found],
        "lines": [f"{check.status:<5} {check.line()}" for check in found],
    }
    failed = [check.line() for check in found if check.status == "fail"]
    if failed:
        listed = "\n".join(f"  - {line}" for line in failed)
        module.fail_json(msg=f"{len(failed)} thing(s) to put right first:\n{listed}", **result)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
