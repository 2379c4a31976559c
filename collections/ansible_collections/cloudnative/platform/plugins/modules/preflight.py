# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module ``preflight``: a thin shell around module_utils/_preflight."""

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight
short_description: Check settings, tools and machine before anything is changed
description:
  - Checks names and values of variables, address ranges, versions of tools, in the lab the machine,
    the service graph, and the end of life of everything that the catalogue pins.
  - Looks at everything and fails once, naming all that is wrong.
version_added: 0.1.0
author: cloudnative.platform contributors
extends_documentation_fragment:
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
    details: It never changes anything.
  diff_mode:
    support: N/A
  idempotent:
    support: full
options:
  names:
    description: Names of all variables; those that begin like ours must be known.
    type: list
    elements: str
    required: true
  variables:
    description: Values of the variables that all roles share.
    type: dict
    required: true
  known_variables:
    description: Names that are right although neither the platform nor a role defines them.
    type: list
    elements: str
    default: []
  roles_path:
    description: Folder of the roles, whose argument specifications name their variables.
    type: path
    required: true
  catalogue:
    description: File of the catalogue.
    type: path
    required: true
  service_graph:
    description: File of the service graph; its mistakes are named with their lines.
    type: path
    required: true
  cache_path:
    description: Folder of the lab's built artifacts.
    type: path
    default: /var/cache/cloudnative-platform
  state_path:
    description: Folder of the running lab.
    type: path
    default: /var/lib/cloudnative-platform
  end_of_life_days:
    description: Days before the end of a component's support from which to warn.
    type: int
    default: 90
  accept_end_of_life:
    description: Components that may be past the end of their support.
    type: list
    elements: str
    default: []
  lab_needs:
    description: What the lab needs, in GiB.
    type: dict
    default: {}
    suboptions:
      memory:
        description: Free memory before the lab starts.
        type: int
        default: 4
      disk:
        description: Free disk with the artifacts built.
        type: int
        default: 6
      build_disk:
        description: Free disk to build them.
        type: int
        default: 25
"""

EXAMPLES = r"""
- name: Check everything before the first change
  cloudnative.platform.preflight:
    names: "{{ query('ansible.builtin.varnames', '.+') }}"
    variables:
      platform_environment: lab
      platform_vpc_cidr: 10.0.0.0/16
    roles_path: roles
    catalogue: catalogue.yml
    service_graph: k8s/service-graph.yml
"""

RETURN = r"""
checks:
  description: All findings.
  type: list
  elements: dict
  returned: always
  sample: [{name: go, status: ok, message: 1.26.8, fix: ""}]
warnings_found:
  description: Findings that do not stop anything, one line each.
  type: list
  elements: str
  returned: always
left_out:
  description: Components that will not be installed, and why.
  type: list
  elements: str
  returned: always
"""

import datetime
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ansible.module_utils.ansible_release import __version__ as ansible_version
from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight import (
    gather,
    graph,
    lifecycle,
    machine,
    networks,
    providers,
    sources,
    tools,
    variables,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.model import Check


def argument_spec() -> dict[str, Any]:
    """Options of the module."""
    needs = {name: {"type": "int", "default": value} for name, value in machine.DEFAULTS.items()}
    return {
        "names": {"type": "list", "elements": "str", "required": True},
        "variables": {"type": "dict", "required": True},
        "known_variables": {"type": "list", "elements": "str", "default": []},
        "roles_path": {"type": "path", "required": True},
        "catalogue": {"type": "path", "required": True},
        "service_graph": {"type": "path", "required": True},
        "cache_path": {"type": "path", "default": "/var/cache/cloudnative-platform"},
        "state_path": {"type": "path", "default": "/var/lib/cloudnative-platform"},
        "end_of_life_days": {"type": "int", "default": 90},
        "accept_end_of_life": {"type": "list", "elements": "str", "default": []},
        "lab_needs": {"type": "dict", "default": {}, "apply_defaults": True, "options": needs},
    }


def checks(params: dict[str, Any]) -> Iterator[Check]:
    """Every check, in the order in which people read them."""
    given = params["variables"]
    lab = given.get("platform_environment") == "lab"
    options = sources.role_options(Path(params["roles_path"]))
    yield from variables.unknown(params["names"], options, params["known_variables"])
    yield from variables.check_values(given)
    yield from networks.check_networks(given, gather.interfaces() if lab else [])
    yield from providers.check_provider(given)
    yield from graph.check_graph(Path(params["service_graph"]))
    yield from tools.check_tools(gather.versions(ansible_version), lab)
    if lab:
        found = gather.machine(Path(params["cache_path"]), Path(params["state_path"]))
        yield from machine.check_machine(found, machine.Needs(**params["lab_needs"]))
    components = sources.components(Path(params["catalogue"]))
    yield from lifecycle.check_lifecycle(
        components,
        datetime.datetime.now(tz=datetime.UTC).date(),
        params["end_of_life_days"],
        tuple(params["accept_end_of_life"]),
    )
    if lab:
        yield from lifecycle.check_skipped(components)


def main() -> None:
    """Entry point."""
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    try:
        found = list(checks(module.params))
    except sources.SourceError as error:
        module.fail_json(msg=str(error), checks=[], warnings_found=[], left_out=[])
    result = {
        "checks": [asdict(check) for check in found],
        "warnings_found": [check.line() for check in found if check.status == "warn"],
        "left_out": [check.line() for check in found if check.status == "skip"],
    }
    failed = [check.line() for check in found if check.status == "fail"]
    if failed:
        listed = "\n".join(f"  - {line}" for line in failed)
        module.fail_json(msg=f"{len(failed)} thing(s) to put right first:\n{listed}", **result)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
