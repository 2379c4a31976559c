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
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

Artifacts = dict[str, dict[str, str]]


class LookupModule(LookupBase):  # type: ignore[misc]
    """Asks the lab's engine once for all artifacts."""

    def run(
        self, terms: list[str], variables: dict[str, Any] | None = None, **kwargs: Any
    ) -> list[str]:
        """See the documentation block above."""
        self.set_options(var_options=variables, direct=kwargs)
        field = self.get_option("field")
        artifacts = known()
        if not artifacts.keys() >= set(terms):
            # The first lookup of the run, or something was built meanwhile.
            artifacts = remembered(ask())
        missing = [term for term in terms if term not in artifacts]
        if missing:
            artifacts |= ask(*missing)
        return [artifacts[term][field] for term in terms]


def memory() -> Path:
    """A file for one run of Ansible, which makes and removes its folder.

    Each task asks in a process of its own, so that a variable would remember nothing.
    """
    return Path(constants.DEFAULT_LOCAL_TMP) / "cloudnative.platform.artifacts.json"


def known() -> Artifacts:
    """What this run has asked for already."""
    try:
        found: Artifacts = json.loads(memory().read_text())
    except FileNotFoundError:
        return {}
    return found


def remembered(artifacts: Artifacts) -> Artifacts:
    """Keep what was asked for; tasks of several hosts may do so at once."""
    draft = memory().with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(artifacts))
    draft.rename(memory())
    return artifacts


def ask(*names: str) -> Artifacts:
    """What the engine knows of artifacts, or of all that are built.

    Raises:
        AnsibleError: the catalogue does not know a name, or it is not built.
    """
    command = [sys.executable, "-m", "platform_lab", "artifact", *names]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise AnsibleError(f"artifact: {done.stderr.strip().removeprefix('error: ')}")
    answer: Artifacts = json.loads(done.stdout)["artifacts"]
    return answer
