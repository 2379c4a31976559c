# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Figures and words that all forms of the report share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

# Proofs as ``Result.as_dict`` writes them.
Proofs = Sequence[dict[str, Any]]


def counts(proofs: Proofs) -> dict[str, int]:
    """How many proofs ended how."""
    found = Counter(proof["status"] for proof in proofs)
    return {status: found[status] for status in ("passed", "failed", "error", "skipped")}


def all_well(proofs: Proofs) -> bool:
    """Whether something was proved and nothing failed."""
    number = counts(proofs)
    return number["passed"] > 0 and number["failed"] + number["error"] == 0


def headline(proofs: Proofs) -> str:
    """The outcome in one line."""
    number = counts(proofs)
    asked = len(proofs) - number["skipped"]
    text = f"{number['passed']} of {asked} proofs passed"
    red = sum(1 for proof in proofs if proof["control"] and proof["control"]["turned_red"])
    if red:
        text += f", {red} turned red when their guard was broken"
    if number["skipped"]:
        text += f", {number['skipped']} not applicable here"
    return text


def failures(proofs: Proofs) -> list[str]:
    """Every proof that failed or could not be carried out, with the reason."""
    bad = [proof for proof in proofs if proof["status"] in ("failed", "error")]
    return [f"{proof['name']}: {proof['message']}" for proof in bad]
