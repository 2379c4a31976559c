# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the collection's plugins importable by their full name, as Ansible does it.

Examples of Hypothesis have no deadline: on a busy machine it would be about the machine.
"""

from __future__ import annotations

from pathlib import Path

from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder
from hypothesis import settings

COLLECTIONS = Path(__file__).parents[5]
_AnsibleCollectionFinder(paths=[str(COLLECTIONS)])._install()
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
