# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The report as one page of HTML that needs nothing else."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from .matrix import matrix
from .style import CSS
from .summary import Proofs, all_well, failures, headline

COLUMNS = (("asked", "asked"), ("expected", "expected"), ("seen", "seen"))


def render(proofs: Proofs, about: dict[str, Any]) -> str:
    """The page: the outcome first, then every proof, those that did not pass unfolded."""
    page = ET.Element("html", lang="en")
    head = ET.SubElement(page, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    environment = about.get("environment", "platform")
    _text(head, "title", f"Proofs of {environment}: {headline(proofs)}")
    _text(head, "style", CSS)
    body = ET.SubElement(page, "body")
    _text(body, "h1", f"Proofs of the platform: {environment}")
    _verdict(body, proofs)
    _facts(body, {name: value for name, value in about.items() if value})
    _calls(body, proofs)
    _text(body, "h2", "Proofs")
    for proof in proofs:
        _proof(body, proof)
    return "<!doctype html>\n" + ET.tostring(page, encoding="unicode", method="html") + "\n"


def _verdict(parent: ET.Element, proofs: Proofs) -> None:
    well = all_well(proofs)
    box = ET.SubElement(parent, "div", {"class": f"verdict {'passed' if well else 'failed'}"})
    ET.SubElement(_text(box, "p", ""), "b").text = (
        "The platform keeps its promises." if well else "The platform does not keep its promises."
    )
    _text(box, "p", f"{headline(proofs)}.")
    for failure in failures(proofs):
        _text(box, "p", failure)


def _calls(parent: ET.Element, proofs: Proofs) -> None:
    found = matrix(proofs)
    if not found.rows:
        return
    _text(parent, "h2", "Calls between services")
    _text(parent, "p", "What each caller saw of each target; over mTLS where nothing else is said.")
    table = ET.SubElement(parent, "table")
    header = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    for name in ("caller", *found.columns):
        _text(header, "th", name)
    body = ET.SubElement(table, "tbody")
    for row in found.rows:
        line = ET.SubElement(body, "tr")
        _text(line, "td", row).set("data-name", "caller")
        for column in found.columns:
            _, held = found.cells.get((row, column), ("", True))
            cell = _text(line, "td", found.text(row, column), "" if held else "failed")
            cell.set("data-name", column)


def _facts(parent: ET.Element, facts: dict[str, Any]) -> None:
    listing = ET.SubElement(parent, "dl")
    for name, value in facts.items():
        _text(listing, "dt", name.replace("_", " "))
        _text(listing, "dd", str(value))


def _proof(parent: ET.Element, proof: dict[str, Any]) -> None:
    status = proof["status"]
    box = ET.SubElement(parent, "details", {"id": proof["name"]})
    if status in ("failed", "error"):
        box.set("open", "open")
    summary = ET.SubElement(box, "summary")
    _text(summary, "b", status, status)
    _text(summary, "span", proof["title"])
    _text(summary, "small", f"{proof['seconds']:.1f} s", "soft")
    inner = ET.SubElement(box, "div", {"class": "body"})
    if proof["message"]:
        _text(inner, "p", proof["message"], status)
    facts = {"name": proof["name"], "guard": proof["guard"]}
    if proof["requirement"]:
        facts["requirement"] = proof["requirement"]
    _facts(inner, facts | {"started": proof["started"]})
    _observations(inner, proof["evidence"])
    control = proof["control"]
    if control:
        outcome = "the proof turned red" if control["turned_red"] else "the proof stayed GREEN"
        text = f"Negative control: {control['title']}; {outcome}"
        if not control["restored"]:
            text += "; the guard did NOT come back"
        _text(inner, "p", f"{text} ({control['seconds']:.1f} s).")
        _observations(inner, control["seen"])


def _observations(parent: ET.Element, entries: list[dict[str, Any]]) -> None:
    if not entries:
        return
    table = ET.SubElement(parent, "table")
    header = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    for name in ("", *(title for _, title in COLUMNS)):
        _text(header, "th", name)
    rows = ET.SubElement(table, "tbody")
    for entry in entries:
        row = ET.SubElement(rows, "tr")
        mark = ("green", "passed") if entry["held"] else ("RED", "failed")
        _text(row, "td", *mark).set("data-name", "result")
        for key, title in COLUMNS:
            text = entry[key]
            if key == "seen" and entry["ms"]:
                text += f" ({entry['ms']} ms)"
            _text(row, "td", text).set("data-name", title)


def _text(parent: ET.Element, tag: str, text: str, css: str = "") -> ET.Element:
    element = ET.SubElement(parent, tag, {"class": css} if css else {})
    element.text = text
    return element
