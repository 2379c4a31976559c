# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the collection's plugins importable by their full name, as Ansible does it."""

from __future__ import annotations

from pathlib import Path

from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

COLLECTIONS = Path(__file__).parents[5]
_AnsibleCollectionFinder(paths=[str(COLLECTIONS)])._install()
