"""Every shared variable that anything sets or reads is one that preflight knows and checks."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCHEMA = (
    ROOT / "collections/ansible_collections/cloudnative/platform/plugins/module_utils"
    "/_preflight/schema.py"
)
KNOWN = set(re.findall(r'^    "((?:platform|lab)_\w+)": Variable', SCHEMA.read_text(), re.M))


def test_inventories_set_known_variables_only() -> None:
    files = (ROOT / "inventories").rglob("*.yml")
    names = {name for path in files for name in re.findall(r"^(\w+):", path.read_text(), re.M)}
    assert {name for name in names if name.startswith(("platform_", "lab_"))} <= KNOWN


def test_roles_read_known_variables_only() -> None:
    used = {
        name
        for path in (ROOT / "roles").rglob("defaults/main.yml")
        for expression in re.findall(r"\{\{(.*?)\}\}", path.read_text())
        for name in re.findall(r"\bplatform_\w+", expression)
    }
    assert used <= KNOWN
