# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes the report on proofs."""

from __future__ import annotations

DOCUMENTATION = r"""
module: proof_report
short_description: Write the report on proofs as JSON, JUnit XML and a page of HTML
description:
  - Writes C(proofs.json), C(junit.xml) and C(report.html) into a folder.
  - The page needs nothing but itself, so it can be opened from anywhere or sent by mail.
version_added: 0.1.0
author: cloudnative.platform contributors
options:
  dest:
    description: The folder.
    type: path
    required: true
  proofs:
    description: RV(cloudnative.platform.proof#module:proofs).
    type: list
    elements: dict
    required: true
  images:
    description: RV(cloudnative.platform.proof#module:images).
    type: list
    elements: str
    default: []
  about:
    description: Facts to show on top, in their order; the key V(environment) names the report.
    type: dict
    default: {}
extends_documentation_fragment:
  - cloudnative.platform.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: full
"""

EXAMPLES = r"""
- name: Write the report
  cloudnative.platform.proof_report:
    dest: /var/lib/cloudnative-platform/lab/report
    proofs: "{{ proofs.proofs }}"
    about:
      environment: lab
"""

RETURN = r"""
files:
  description: The files that were written.
  type: list
  elements: str
  returned: always
"""

import json
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.report import (
    html,
    junit,
    summary,
)


def render(proofs: summary.Proofs, about: dict[str, object], images: list[str]) -> dict[str, str]:
    """The report's files: name to content."""
    document = {
        "about": about,
        "summary": summary.counts(proofs),
        "proofs": proofs,
        "images": images,
    }
    return {
        "proofs.json": json.dumps(document, indent=2) + "\n",
        "junit.xml": junit.render(proofs, about),
        "report.html": html.render(proofs, about),
    }


def write(folder: Path, files: dict[str, str], check: bool) -> bool:
    """Write what differs, each file in one step; whether anything did."""
    different = {
        folder / name: content
        for name, content in files.items()
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != content
    }
    if different and not check:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in different.items():
            draft = path.with_name(f".{path.name}.new")
            draft.write_text(content, "utf-8")
            draft.replace(path)
    return bool(different)


def main() -> None:
    """Entry point."""
    module = AnsibleModule(
        argument_spec={
            "dest": {"type": "path", "required": True},
            "proofs": {"type": "list", "elements": "dict", "required": True},
            "images": {"type": "list", "elements": "str", "default": []},
            "about": {"type": "dict", "default": {}},
        },
        supports_check_mode=True,
    )
    params = module.params
    folder = Path(params["dest"])
    files = render(params["proofs"], params["about"], params["images"])
    try:
        changed = write(folder, files, module.check_mode)
    except OSError as error:
        module.fail_json(msg=f"cannot write the report into {folder}: {error}")
    module.exit_json(changed=changed, files=[str(folder / name) for name in files])


if __name__ == "__main__":
    main()
