"""Makes the collection's plugins importable by their full name, as Ansible does it."""

from __future__ import annotations

from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

from support.shell import ROOT

_AnsibleCollectionFinder(paths=[str(ROOT / "collections")])._install()
