# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The report as JUnit XML, which build servers read."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from .summary import Proofs, counts


def render(proofs: Proofs, about: dict[str, Any]) -> str:
    """One test case for each proof; the evidence is its output."""
    number = counts(proofs)
    suite = ET.Element(
        "testsuite",
        name="proofs",
        tests=str(len(proofs)),
        failures=str(number["failed"]),
        errors=str(number["error"]),
        skipped=str(number["skipped"]),
        time=f"{sum(proof['seconds'] for proof in proofs):.2f}",
    )
    if about.get("finished"):
        suite.set("timestamp", str(about["finished"]))
    for proof in proofs:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=f"proofs.{about.get('environment', 'platform')}",
            name=proof["name"],
            time=f"{proof['seconds']:.2f}",
        )
        _outcome(case, proof)
        ET.SubElement(case, "system-out").text = _clean("\n".join(lines(proof)))
    suites = ET.Element("testsuites")
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def lines(proof: dict[str, Any]) -> list[str]:
    """What was seen, one observation a line."""
    text = [proof["title"], *map(_line, proof["evidence"])]
    control = proof["control"]
    if control:
        outcome = "turned red" if control["turned_red"] else "stayed green"
        text.append(f"Negative control: {control['title']}: {outcome}")
        text += map(_line, control["seen"])
    return text


def _line(entry: dict[str, Any]) -> str:
    mark = "ok " if entry["held"] else "NOT"
    return f"{mark} {entry['asked']} -> {entry['seen']} (expected {entry['expected']})"


def _outcome(case: ET.Element, proof: dict[str, Any]) -> None:
    tags = {"failed": "failure", "error": "error", "skipped": "skipped"}
    tag = tags.get(proof["status"])
    if tag:
        ET.SubElement(case, tag, message=_clean(proof["message"]))


def _clean(text: str) -> str:
    """Without the control characters that XML cannot carry."""
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32)
