# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Lookup ``artifact``: where a built artifact of the catalogue lies."""

from __future__ import annotations

DOCUMENTATION = r"""
name: artifact
short_description: Tell the folder or the version of an artifact of the catalogue
description:
  - Answers for artifacts that the role C(lab_registry) has made on the controller.
  - An artifact's folder holds C(bin/) with its programs, and its charts and files, if any.
version_added: 0.1.0
author: cloudnative.platform contributors
options:
  _terms:
    description: Names of components in C(catalogue.yml).
    type: list
    elements: str
    required: true
  field:
    description: What to tell.
    type: str
    choices: [path, version]
    default: path
"""

EXAMPLES = r"""
- name: Show the version of helm
  ansible.builtin.command:
    argv:
      - "{{ lookup('cloudnative.platform.artifact', 'helm') }}/bin/helm"
      - version
  changed_when: false

- name: Say which Istio the catalogue pins
  ansible.builtin.debug:
    msg: "{{ lookup('cloudnative.platform.artifact', 'istio', field='version') }}"
"""

RETURN = r"""
_raw:
  description: One absolute path or version for each name.
  type: list
  elements: str
"""

import json
import subprocess
import sys
from functools import cache
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):  # type: ignore[misc]
    """Asks the lab's engine for each term."""

    def run(
        self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> list[str]:
        """See the documentation block above."""
        self.set_options(var_options=variables, direct=kwargs)
        field = self.get_option("field")
        return [ask(term)[field] for term in terms]


@cache
def ask(name: str) -> dict[str, str]:
    """What the engine knows of an artifact; asked once per process.

    Raises:
        AnsibleError: the catalogue does not know it, or it is not built.
    """
    command = [sys.executable, "-m", "platform_lab", "artifact", name]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise AnsibleError(f"artifact {name}: {done.stderr.strip().removeprefix('error: ')}")
    answer: dict[str, str] = json.loads(done.stdout)
    return answer
