# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The few lines at the end of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from .run_record import Record

WIDTH = 88
LABEL = 13


@dataclass(frozen=True)
class Line:
    """A line and the colour that it may have."""

    text: str
    color: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What the report on proofs says, as far as there is one of this run.

    Attributes:
        proofs: content of proofs.json; empty where no proof ran.
        page: path of the page to read; empty where there is none.
        components: name to version of what runs in the cluster.
    """

    proofs: Mapping[str, Any]
    page: str = ""
    components: Mapping[str, str] | None = None


def duration(seconds: float) -> str:
    """Seconds as people write them: ``7s``, ``2m05s``, ``1h02m``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02d}m"


def components(catalogue: Mapping[str, Any], images: Sequence[str]) -> dict[str, str]:
    """The catalogue's components of which an image runs, with their versions."""
    names = {image.partition("@")[0].rpartition(":")[0] for image in images}
    return {
        name: str(entry["version"])
        for name, entry in sorted((catalogue.get("components") or {}).items())
        if names & set(entry.get("images") or {})
    }


def render(record: Record, outcome: Outcome, following: Sequence[str]) -> list[Line]:
    """The summary: phases first, then what there is now and what to type next."""
    lines = [Line(f"{'phase':<20}{'time':>8}{'changed':>9}")]
    for phase in record.phases:
        text = f"{phase.name:<20}{duration(phase.seconds):>8}{phase.changed:>9}"
        if phase.failed:
            lines.append(Line(f"{text}  FAILED", "red"))
        else:
            lines.append(Line(text, "yellow" if phase.changed else None))
    changed = sum(phase.changed for phase in record.phases)
    lines += [Line(f"{'total':<20}{duration(record.seconds):>8}{changed:>9}"), Line("")]
    if outcome.components:
        installed = ", ".join(f"{name} {version}" for name, version in outcome.components.items())
        lines += _labelled("installed", installed)
    if outcome.proofs:
        lines += _proofs(outcome.proofs)
    if outcome.page:
        lines += _labelled("report", outcome.page)
    if following:
        lines += [
            Line(f"{'next' if first else '':<{LABEL}}{command}")
            for first, command in zip([True] + [False] * len(following), following, strict=False)
        ]
    return lines


def _proofs(report: Mapping[str, Any]) -> list[Line]:
    number = report["summary"]
    failed = number["failed"] + number["error"]
    text = f"{number['passed']} passed, {failed} failed"
    if number["skipped"]:
        text += f", {number['skipped']} not applicable here"
    red = sum(1 for proof in report["proofs"] if (proof["control"] or {}).get("turned_red"))
    if red:
        text += f"; {red} turned red when their guard was broken"
    lines = _labelled("proofs", text, "red" if failed else "green")
    for proof in report["proofs"]:
        if proof["status"] in ("failed", "error"):
            lines += _labelled("", f"{proof['name']}: {proof['message']}", "red")
    gateway = report.get("about", {}).get("gateway")
    if gateway:
        lines += _labelled("gateway", gateway)
    return lines


def _labelled(label: str, text: str, color: str | None = None) -> list[Line]:
    parts = wrap(text, WIDTH - LABEL, break_long_words=False, break_on_hyphens=False) or [""]
    labels = [label, *[""] * len(parts)]
    return [
        Line(f"{head:<{LABEL}}{part}", color) for head, part in zip(labels, parts, strict=False)
    ]
