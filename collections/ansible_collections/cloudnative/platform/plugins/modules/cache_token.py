# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``cache_token``: a thin shell around module_utils/_aws/cache_token."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cache_token
short_description: Give an ElastiCache cache a token that only Secrets Manager knows
description:
  - Replaces the token with which Terraform made the cache, once. The new one is made by the module
    and is in no argument, result or file.
  - The secret then holds a JSON object with C(username) and C(password).
  - What a killed run left is put right by the next one. A cache that was made anew gets a new
    token.
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
    support: full
options:
  replication_group_id:
    description: Id of the replication group; it has TLS and a token.
    type: str
    required: true
  secret:
    description: Name or ARN of a secret that exists; it may be without a value.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Give the cache a token that only Secrets Manager knows
  cloudnative.platform.cache_token:
    replication_group_id: cloudnative-production
    secret: cloudnative-production/cache
    region: ap-northeast-2
"""

RETURN = r"""
"""

from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.args import AUTH, source_of
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.cache_token import (
    Cache,
    ensure,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api

SPEC: dict[str, dict[str, Any]] = {
    "replication_group_id": {"type": "str", "required": True},
    # The secret's name, which is none itself.
    "secret": {"type": "str", "required": True, "no_log": False},
    **AUTH,
}


def main() -> None:
    """Read the arguments, run, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    params = module.params
    try:
        api = Api(source_of({"cluster": "", **params}))
        cache = Cache(params["replication_group_id"], params["secret"])
        module.exit_json(changed=ensure(api, cache, module.check_mode))
    except AwsError as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
