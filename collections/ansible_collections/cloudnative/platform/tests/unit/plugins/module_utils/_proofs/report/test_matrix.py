"""The matrix as people read it."""

from __future__ import annotations

from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.report import html
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.report.matrix import (
    lines,
    matrix,
)


def entry(row: str, column: str, seen: str, held: bool = True) -> dict[str, Any]:
    return {"row": row, "column": column, "seen": seen, "held": held, "asked": "", "expected": ""}


def proof(*evidence: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": "p",
        "title": "p",
        "guard": "g",
        "requirement": "",
        "status": "passed",
        "message": "",
        "started": "",
        "seconds": 1.0,
        "control": None,
        "evidence": [row | {"ms": 0} for row in evidence],
    }


PROOFS = [
    proof(entry("web", "api:80", "answered"), entry("", "", "no call")),
    proof(entry("web", "db:5432", "answered", held=False), entry("db", "api:80", "timeout")),
    proof(entry("web", "api:80", "reset", held=False), entry("db", "api:80", "timeout")),
]


def test_a_wrong_cell_outweighs_a_right_one() -> None:
    assert lines(matrix(PROOFS)) == [
        "caller  api:80         db:5432",
        "web     reset (WRONG)  answered (WRONG)",
        "db      timeout        -",
    ]


def test_without_calls_there_is_no_matrix() -> None:
    proofs = [proof(entry("", "", "something"))]
    assert lines(matrix(proofs)) == []
    assert "Calls between services" not in html.render(proofs, {})


def test_the_page_shows_the_matrix() -> None:
    page = html.render(PROOFS, {})
    assert "Calls between services" in page
    assert '<td class="failed" data-name="db:5432">answered (WRONG)</td>' in page
    assert '<td data-name="api:80">timeout</td>' in page
