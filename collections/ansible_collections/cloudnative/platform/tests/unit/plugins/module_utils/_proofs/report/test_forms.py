"""The report says the same in every form, and nothing from a server can break a form."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.report import (
    html,
    junit,
    summary,
)
from ansible_collections.cloudnative.platform.plugins.modules import proof_report

ABOUT = {"environment": "lab", "gateway": "http://172.30.0.11:30080"}
HOSTILE = '<script>alert("x")</script> & \x1b[31m ]]>'


def proof(name: str, status: str, **more: Any) -> dict[str, Any]:
    held = status == "passed"
    seen = {
        "asked": "GET",
        "expected": "reset",
        "seen": "reset" if held else "answered",
        "held": held,
        "baseline": False,
        "ms": 12,
    }
    control = {
        "title": "it was opened",
        "turned_red": True,
        "restored": True,
        "seconds": 1.0,
        "seen": [seen | {"held": False, "seen": "answered"}],
    }
    return {
        "name": name,
        "title": f"Title of {name}",
        "guard": "guard",
        "requirement": "S-1",
        "status": status,
        "message": "" if held else f"why {name}",
        "evidence": [seen],
        "control": control if held else None,
        "started": "2026-01-01T00:00:00+00:00",
        "seconds": 1.5,
    } | more


PROOFS = [proof("a", "passed"), proof("b", "failed"), proof("c", "error"), proof("d", "skipped")]


class Page(HTMLParser):
    """Collects a page's text and what it would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.loads: list[str] = []
        self.open: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.loads += [value for key, value in attrs if key in ("src", "href") and value]
        if tag == "details" and "open" in given:
            self.open.append(given["id"] or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_headline_counts_what_was_asked() -> None:
    text = "1 of 3 proofs passed, 1 turned red when their guard was broken, 1 not applicable here"
    assert summary.headline(PROOFS) == text


@pytest.mark.parametrize(
    ("statuses", "well"),
    [
        (["passed"], True),
        (["passed", "skipped"], True),
        (["skipped"], False),
        ([], False),
        (["passed", "failed"], False),
        (["passed", "error"], False),
    ],
)
def test_all_is_well_only_where_something_passed_and_nothing_failed(
    statuses: list[str], well: bool
) -> None:
    assert summary.all_well([proof("p", status) for status in statuses]) is well


def test_page_shows_the_outcome_first_and_unfolds_what_failed() -> None:
    page = Page(html.render(PROOFS, ABOUT))
    text = " ".join(page.words)
    assert text.index("does not keep its promises") < text.index("Title of a")
    assert page.open == ["b", "c"]
    assert all(f"Title of {name}" in text for name in "abcd")
    assert "http://172.30.0.11:30080" in text


def test_page_needs_nothing_but_itself_and_suits_a_phone() -> None:
    text = html.render(PROOFS, ABOUT)
    assert Page(text).loads == []
    assert "url(" not in text and "@import" not in text
    assert "prefers-color-scheme:dark" in text
    assert re.search(r'name="viewport" content="width=device-width', text)


def test_page_shows_what_servers_say_as_text() -> None:
    page = Page(html.render([proof("a", "failed", message=HOSTILE)], ABOUT))
    assert "script" not in page.tags
    assert HOSTILE in page.words


def test_junit_counts_and_carries_the_reasons() -> None:
    [suite] = ET.fromstring(junit.render(PROOFS, ABOUT))  # noqa: S314 (our own text)
    wanted = {"tests": "4", "failures": "1", "errors": "1", "skipped": "1", "time": "6.00"}
    assert {name: suite.get(name) for name in wanted} == wanted
    cases = {case.get("name"): case for case in suite}
    assert cases["b"].find("failure").get("message") == "why b"
    assert cases["c"].find("error").get("message") == "why c"
    assert cases["d"].find("skipped").get("message") == "why d"
    assert "it was opened: turned red" in cases["a"].findtext("system-out")


def test_junit_is_well_formed_whatever_servers_say() -> None:
    text = junit.render([proof("a", "failed", message=HOSTILE)], ABOUT)
    [[case]] = ET.fromstring(text)  # noqa: S314 (our own text)
    assert case.find("failure").get("message") == HOSTILE.replace("\x1b", "")


def test_all_files_are_rendered_and_json_holds_everything() -> None:
    files = proof_report.render(PROOFS, ABOUT, ["image:1"])
    assert sorted(files) == ["junit.xml", "proofs.json", "report.html"]
    document = json.loads(files["proofs.json"])
    assert document["proofs"] == PROOFS
    assert document["summary"] == {"passed": 1, "failed": 1, "error": 1, "skipped": 1}


def test_files_are_written_once_and_not_in_check_mode(tmp_path: Any) -> None:
    folder = tmp_path / "new" / "report"
    assert proof_report.write(folder, {"a": "1"}, check=True)
    assert not folder.exists()
    assert proof_report.write(folder, {"a": "1"}, check=False)
    assert not proof_report.write(folder, {"a": "1"}, check=False)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"a": "1"}
