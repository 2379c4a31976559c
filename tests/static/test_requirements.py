"""docs/requirements.md names only what exists: places, tests and proofs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PROOFS = ROOT / "collections/ansible_collections/cloudnative/platform/plugins/module_utils/_proofs"
OPEN = "**open**"


class Requirement(NamedTuple):
    """One row of a table in docs/requirements.md."""

    id: str
    text: str
    built_in: str
    shown_by: str


def rows() -> list[Requirement]:
    """All requirements."""
    lines = (ROOT / "docs/requirements.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [Requirement(*row) for row in cells if re.fullmatch(r"[A-Z]+-\d+", row[0])]


REQUIREMENTS = rows()
REFERENCES = sorted(
    {
        reference
        for requirement in REQUIREMENTS
        for reference in re.findall(r"`([^`]+)`", requirement.shown_by)
    }
)


def test_numbers_are_given_once() -> None:
    ids = [requirement.id for requirement in REQUIREMENTS]
    assert len(ids) == len(set(ids)) > 30


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.id)
def test_every_requirement_is_placed_and_shown_or_open(requirement: Requirement) -> None:
    for cell in (requirement.built_in, requirement.shown_by):
        assert OPEN in cell or "`" in cell
    # What is shown has to be built somewhere.
    assert OPEN not in requirement.built_in or OPEN in requirement.shown_by


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.id)
def test_named_places_exist(requirement: Requirement) -> None:
    places = re.findall(r"`([^`]+)`", requirement.built_in)
    assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("reference", REFERENCES)
def test_named_tests_and_proofs_exist(reference: str) -> None:
    kind, _, name = reference.partition(":")
    if kind == "proof":
        proofs = [path.read_text() for path in (PROOFS / "proofs").glob("*.py")]
        assert any(f'name="{name}"' in text for text in proofs)
        assert re.search(rf"^\s+{name},$", (PROOFS / "registry.py").read_text(), re.M)
        return
    file, _, test = reference.partition("::")
    assert test, "a test is named FILE::NAME"
    text = (ROOT / file).read_text()
    assert f"def {test}(" in text or f'run "{test}" {{' in text


def test_services_explain_themselves() -> None:
    services = [path for path in (ROOT / "services").iterdir() if path.is_dir()]
    assert [path.name for path in services if not (path / "README.md").is_file()] == []


def test_decisions_are_numbered_and_complete() -> None:
    decisions = sorted((ROOT / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text()
        for part in ("# ", "Status: ", "## Context", "## Decision", "## Consequences"):
            assert part in text, f"{path.name} lacks {part}"
