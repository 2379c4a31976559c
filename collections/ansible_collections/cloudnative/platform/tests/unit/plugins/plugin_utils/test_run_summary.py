"""What people read at the end of a run."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.plugin_utils.run_record import Record
from ansible_collections.cloudnative.platform.plugins.plugin_utils.run_summary import (
    Line,
    Outcome,
    components,
    duration,
    render,
)


def record(failed: bool = False) -> Record:
    made = Record()
    made.start("istio", "render", 0.0)
    made.start("istio", "apply", 2.0)
    made.result(changed=True)
    made.result(changed=True)
    made.start("verify", "prove", 65.0)
    made.result(failed=failed)
    made.stop(70.0)
    return made


def report(**summary: int) -> dict[str, Any]:
    control = {"turned_red": True}
    return {
        "summary": {"passed": 0, "failed": 0, "error": 0, "skipped": 0} | summary,
        "about": {"gateway": "http://gateway:30080"},
        "proofs": [
            {"name": "a", "status": "passed", "message": "", "control": control},
            {"name": "b", "status": "failed", "message": "seen answered", "control": None},
        ],
    }


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in lines]


def test_phases_add_up() -> None:
    lines = texts(render(record(), Outcome({}), []))
    assert lines[:4] == [
        "phase                   time  changed",
        "istio                  1m05s        2",
        "verify                    5s        0",
        "total                  1m10s        2",
    ]


def test_failed_phase_is_marked() -> None:
    lines = render(record(failed=True), Outcome({}), [])
    assert lines[2] == Line("verify                    5s        0  FAILED", "red")


def test_outcome_is_told_with_what_failed() -> None:
    lines = texts(render(record(), Outcome(report(passed=1, failed=1), "/r/report.html"), []))
    assert "proofs       1 passed, 1 failed; 1 turned red when their guard was broken" in lines
    assert "             b: seen answered" in lines
    assert "gateway      http://gateway:30080" in lines
    assert "report       /r/report.html" in lines


def test_next_commands_are_one_a_line_and_not_wrapped() -> None:
    commands = ["curl " + "x" * 100, "make test"]
    assert texts(render(record(), Outcome({}), commands))[-2:] == [
        f"next         {commands[0]}",
        "             make test",
    ]


def test_long_lists_are_wrapped_under_their_label() -> None:
    many = {f"component{number}": "1.0" for number in range(9)}
    lines = [line for line in texts(render(record(), Outcome({}, "", many), [])) if "1.0" in line]
    assert len(lines) > 1
    assert lines[0].startswith("installed    component0 1.0,")
    assert all(len(line) <= 88 for line in lines)


def test_components_are_those_whose_image_runs() -> None:
    catalogue = {
        "components": {
            "istio": {"version": "1.31.0", "images": {"docker.io/istio/pilot": {}}},
            "python": {"version": 3.11, "images": {"docker.io/library/python": {}}},
            "helm": {"version": "3.22.0"},
        }
    }
    images = ["docker.io/istio/pilot:1.31.0@sha256:00", "docker.io/library/pythonic:1"]
    assert components(catalogue, images) == {"istio": "1.31.0"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0s"), (59.4, "59s"), (59.6, "1m00s"), (125, "2m05s"), (3720, "1h02m")],
)
def test_durations_are_short(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_record_keeps_names_and_numbers_only() -> None:
    document = record().as_dict()
    assert document["seconds"] == 70.0
    assert document["phases"][0]["tasks"][1] == {
        "name": "apply",
        "seconds": 63.0,
        "changed": 2,
        "failed": 0,
    }
