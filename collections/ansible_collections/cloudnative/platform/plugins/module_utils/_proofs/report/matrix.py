# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The matrix of calls: what each caller saw of each target."""

from __future__ import annotations

from dataclasses import dataclass

from .summary import Proofs

NONE = "-"


@dataclass(frozen=True)
class Matrix:
    """Rows and columns in the order in which they were tried; cells by both.

    A cell holds what was seen and whether that is what the service graph says.
    """

    rows: list[str]
    columns: list[str]
    cells: dict[tuple[str, str], tuple[str, bool]]

    def text(self, row: str, column: str) -> str:
        """A cell in words."""
        seen, held = self.cells.get((row, column), (NONE, True))
        return seen if held else f"{seen} (WRONG)"


def matrix(proofs: Proofs) -> Matrix:
    """What the proofs saw; where two tried the same call, what was wrong counts."""
    entries = [entry for proof in proofs for entry in proof["evidence"] if entry.get("row")]
    cells: dict[tuple[str, str], tuple[str, bool]] = {}
    for entry in entries:
        place = entry["row"], entry["column"]
        if place not in cells or not entry["held"]:
            cells[place] = entry["seen"], entry["held"]
    rows = list(dict.fromkeys(entry["row"] for entry in entries))
    columns = sorted(dict.fromkeys(entry["column"] for entry in entries))
    return Matrix(rows, columns, cells)


def lines(found: Matrix) -> list[str]:
    """The matrix as a table of plain text; nothing where there are no calls."""
    if not found.rows:
        return []
    table = [["caller", *found.columns]]
    table += [[row, *(found.text(row, column) for column in found.columns)] for row in found.rows]
    widths = [max(len(row[index]) for row in table) for index in range(len(table[0]))]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
