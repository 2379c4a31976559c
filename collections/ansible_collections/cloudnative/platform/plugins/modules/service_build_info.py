# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``service_build_info``: a thin shell around module_utils/_gitops."""

from __future__ import annotations

DOCUMENTATION = r"""
module: service_build_info
short_description: Tell which services have changed, and what their images are named
description:
  - Lists the services of a repository. Each has a folder with a Dockerfile; folders beside it that
    the Dockerfile copies from (C(COPY --from=NAME)) belong to it as well.
  - An image is named after the last commit that has changed anything it is made from, so that a
    commit builds only what it changes.
version_added: 0.2.0
author: cloudnative.platform contributors
requirements: [git]
extends_documentation_fragment:
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
  root:
    description: Working tree of the repository.
    type: path
    required: true
  folder:
    description: Where the services are.
    type: str
    default: services
  since:
    description:
      - A commit, branch or tag. What has changed after it is RV(services[].changed).
      - Without it every service counts as changed.
    type: str
  committed:
    description: Fail where a service has changes that no commit has; its image would lie.
    type: bool
    default: true
"""

EXAMPLES = r"""
- name: Find what this branch has changed
  cloudnative.platform.service_build_info:
    root: "{{ playbook_dir }}/.."
    since: origin/main
  register: found
"""

RETURN = r"""
services:
  description: All services, by name.
  type: list
  elements: dict
  returned: success
  contains:
    name:
      description: The service.
      type: str
    paths:
      description: Folders that its image is made from, relative to the repository.
      type: list
      elements: str
    commit:
      description: The last commit that has changed one of them; empty if none has.
      type: str
    time:
      description:
        - When that commit was made, in seconds since 1970. An image that says it was made then is
          the same wherever it is built.
      type: int
    changed:
      description: Whether that was after O(since).
      type: bool
    uncommitted:
      description: Files in these folders that no commit has as they are.
      type: list
      elements: str
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._gitops.builds import (
    BuildError,
    builds,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._gitops.git import GitError

SPEC: dict[str, dict[str, Any]] = {
    "root": {"type": "path", "required": True},
    "folder": {"type": "str", "default": "services"},
    "since": {"type": "str"},
    "committed": {"type": "bool", "default": True},
}


def run(params: dict[str, Any]) -> dict[str, Any]:
    """Look; the module's result. Raises BuildError, GitError."""
    found = builds(Path(params["root"]), params["folder"], params["since"])
    open_ones = [path for build in found for path in build.uncommitted]
    if params["committed"] and open_ones:
        some = ", ".join(dict.fromkeys(open_ones[:5]))
        raise BuildError(
            f"{len(open_ones)} files are not committed as they are: {some}. Commit them, or say "
            "committed=false: no commit then tells what the images hold"
        )
    return {"changed": False, "services": [asdict(build) for build in found]}


def main() -> None:
    """Read the arguments, look, report."""
    module = AnsibleModule(argument_spec=SPEC, supports_check_mode=True)
    try:
        module.exit_json(**run(module.params))
    except (BuildError, GitError) as error:
        module.fail_json(msg=str(error))


if __name__ == "__main__":
    main()
