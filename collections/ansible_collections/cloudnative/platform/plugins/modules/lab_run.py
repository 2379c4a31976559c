# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Documentation of the action ``lab_run``; the work is done in plugins/action/lab_run.py."""

DOCUMENTATION = r"""
module: lab_run
short_description: Run one command of the lab and show its progress while it runs
description:
  - Runs C(python -m platform_lab) on the controller.
  - Each line of progress is shown at once; the JSON that the command prints becomes the result.
  - The lab belongs to the running playbook until it ends; a second run is told who holds it.
version_added: 0.1.0
author: cloudnative.platform contributors
options:
  argv:
    description: The command and its arguments.
    type: list
    elements: str
    required: true
attributes:
  check_mode:
    support: full
    description: The command is told to report only what it would change.
  diff_mode:
    support: none
    description: The commands make machines and images, not text.
"""

EXAMPLES = r"""
- name: Start the nodes of the lab
  cloudnative.platform.lab_run:
    argv: [node, up, --nodes, "1"]
"""

RETURN = r"""
changed:
  description: Whether the lab differs from before.
  type: bool
  returned: always
"""
