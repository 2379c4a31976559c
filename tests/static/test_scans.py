"""Checkov over the Terraform code: what is insecure."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / ".checkov.yaml").read_text()
SKIPS = re.findall(r"^ {2}- (CKV2?_AWS_\d+)(?: +# (.+))?$", SETTINGS, re.M)
ENVIRONMENTS = sorted(path.name for path in (ROOT / "terraform/environments").iterdir())


def scan(*arguments: str) -> dict[str, object]:
    """What Checkov counts and finds in a folder, as its JSON report says it."""
    done = subprocess.run(
        ["scripts/checkov.sh", "--output", "json", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


def findings(report: dict[str, object]) -> list[str]:
    """Failed checks of a report, one line each."""
    results = report["results"]
    assert isinstance(results, dict)
    return [f"{each['check_id']} {each['resource']}" for each in results["failed_checks"]]


# Each environment by itself: its values decide what is found. The whole tree adds the rest.
@pytest.mark.parametrize(
    "folder", ["terraform", *(f"terraform/environments/{name}" for name in ENVIRONMENTS)]
)
def test_checkov_finds_nothing(folder: str) -> None:
    report = scan("--directory", folder)
    assert findings(report) == []
    summary = report["summary"]
    assert isinstance(summary, dict)
    assert summary["passed"] > 100
    assert summary["parsing_errors"] == 0


def test_checkov_finds_what_is_insecure(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_ebs_volume" "plain" {\n  size = 1\n}\n')
    assert "CKV_AWS_3 aws_ebs_volume.plain" in findings(scan("--directory", str(tmp_path)))


def test_skips_are_few_and_have_their_reasons() -> None:
    assert len(SKIPS) <= 8
    assert [check for check, reason in SKIPS if len(reason) < 20] == []
    assert len(SKIPS) == SETTINGS.count("- CKV")


def test_nothing_is_skipped_elsewhere() -> None:
    files = (ROOT / "terraform").rglob("*.tf")
    assert [str(path) for path in files if "checkov:skip" in path.read_text()] == []
