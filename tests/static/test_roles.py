"""Every role has the same shape: a typed interface, a page, and a scenario that tests it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize("role", ROLES)
def test_defaults_are_what_the_interface_says(role: str) -> None:
    specs = load(ROOT / "roles" / role / "meta/argument_specs.yml")
    options = specs["argument_specs"]["main"].get("options", {})
    defaults = load(ROOT / "roles" / role / "defaults/main.yml") or {}
    declared = {name for name, option in options.items() if "default" in option}
    assert set(defaults) >= declared
    assert set(options) >= set(defaults)
    for name in declared:
        assert "{{" in str(defaults[name]) or defaults[name] == options[name]["default"], name


@pytest.mark.parametrize("role", ROLES)
def test_variables_carry_the_name_of_their_role(role: str) -> None:
    defaults = load(ROOT / "roles" / role / "defaults/main.yml") or {}
    assert [name for name in defaults if not name.startswith(f"{role}_")] == []


@pytest.mark.parametrize("role", ROLES)
def test_role_has_a_page_and_a_scenario(role: str) -> None:
    assert (ROOT / "roles" / role / "README.md").read_text().startswith(f"# {role}\n")
    assert (ROOT / "molecule" / role / "molecule.yml").is_file()
    assert (ROOT / "molecule" / role / "verify.yml").is_file()
