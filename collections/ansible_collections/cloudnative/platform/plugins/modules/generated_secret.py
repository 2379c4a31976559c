# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``generated_secret``: a thin shell around module_utils/_aws/secrets."""

from __future__ import annotations

DOCUMENTATION = r"""
module: generated_secret
short_description: Keep random passwords and keys in AWS Secrets Manager
description:
  - Makes the secret, or the keys that it lacks, once; what is there never changes.
  - A secret that exists without a value, as Terraform makes it, gets its first one.
  - The values are made by the module and go to AWS Secrets Manager only. They are in no
    argument, no file and no result. M(cloudnative.platform.k8s_secret_sync) takes them from there
    into a cluster.
version_added: 0.1.0
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
    support: full
options:
  name:
    description: Name of the secret.
    type: str
    required: true
  keys:
    description: Names of the values in it.
    type: list
    elements: str
    required: true
  kind:
    description:
      - What a new value is. V(password) is made of letters and digits; V(ec_p256_key) is a private
        key on the curve P-256, PKCS#8 in PEM, as ES256 signs with.
    type: str
    choices: [password, ec_p256_key]
    default: password
  length:
    description: Characters of a new password.
    type: int
    default: 32
  tags:
    description: Tags of a secret that must be made.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Make the passwords of the blog's database users, where there are none
  cloudnative.platform.generated_secret:
    name: cloudnative-lab/database/blog
    keys: [blog, blog_owner]
    region: ap-northeast-2
    tags: {platform: cloudnative-lab}

- name: Make the key by which tokens are signed from a time on, where there is none
  cloudnative.platform.generated_secret:
    name: cloudnative-lab/signing-keys
    keys: [20260101T000000Z.pem]
    kind: ec_p256_key
    region: ap-northeast-2
"""

RETURN = r"""
added:
  description: Keys that were missing.
  returned: success
  type: list
  elements: str
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.args import AUTH, source_of
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.secrets import (
    KINDS,
    Wanted,
    ensure,
)

SHORTEST = 16

SPEC: dict[str, dict[str, Any]] = {
    "name": {"type": "str", "required": True},
    "keys": {"type": "list", "elements": "str", "required": True, "no_log": False},
    "kind": {"type": "str", "choices": sorted(KINDS, reverse=True), "default": "password"},
    "length": {"type": "int", "default": 32},
    "tags": {"type": "dict", "default": {}},
    **AUTH,
}


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    params = module.params
    if params["length"] < SHORTEST:
        module.fail_json(msg=f"length is {params['length']}; a password has {SHORTEST} or more")
    wanted = Wanted(
        params["name"], params["keys"], params["length"], params["tags"], params["kind"]
    )
    try:
        added = ensure(source_of({"cluster": "", **params}), wanted, module.check_mode)
    except AwsError as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=bool(added), added=added)


if __name__ == "__main__":
    main()
