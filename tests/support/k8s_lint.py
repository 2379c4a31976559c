"""Runs linters over rendered manifests; findings that k8s/waivers.yml names are left out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from support.artifacts import built
from support.schemas import LOCATION

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Finding:
    """What a linter says of an object.

    Attributes:
        check: the linter's name for it.
        object: ``KIND/NAME``.
        text: where it is, and what is wrong.
    """

    check: str
    object: str
    text: str


@dataclass(frozen=True)
class Waiver:
    """A finding that is meant to be.

    Attributes:
        object: ``KIND/NAME``, or ``*`` for all.
        reason: why.
    """

    check: str
    object: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is what it means."""
        return self.check == finding.check and self.object in ("*", finding.object)


def waivers(linter: str) -> list[Waiver]:
    """What the repository waives of a linter's findings."""
    written = yaml.safe_load((ROOT / "k8s/waivers.yml").read_text())
    return [Waiver(**each) for each in written[linter]]


def remaining(findings: list[Finding], waived: list[Waiver]) -> list[Finding]:
    """Findings that no waiver covers."""
    return [one for one in findings if not any(each.covers(one) for each in waived)]


def unused(findings: list[Finding], waived: list[Waiver]) -> list[Waiver]:
    """Waivers of what is not found."""
    return [each for each in waived if not any(each.covers(one) for one in findings)]


def kubeconform(schemas: Path, manifests: Path) -> dict[str, Any]:
    """Its report: ``summary`` (valid, invalid, errors, skipped), ``resources`` that are not valid.

    Nothing is fetched: a kind without a schema in the folder is an error.
    """
    program = built("kubeconform") / "bin" / "kubeconform"
    options = ["-strict", "-summary", "-output=json", f"-schema-location={schemas}/{LOCATION}"]
    done = subprocess.run(
        [program, *options, manifests], capture_output=True, text=True, check=False
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def kube_score(environment: Path) -> list[Finding]:
    """What it finds in all files of an environment together."""
    program = built("kube-score") / "bin" / "kube-score"
    options = ["--kubernetes-version=v1.35", "--output-format=json"]
    files = sorted(environment.glob("*.yaml"))
    done = subprocess.run(
        [program, "score", *options, *files], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("["), done.stdout + done.stderr
    return [one for each in json.loads(done.stdout) for one in _scored(environment.name, each)]


def _scored(environment: str, scored: dict[str, Any]) -> Iterator[Finding]:
    name = f"{scored['type_meta']['kind']}/{scored['object_meta']['name']}"
    for each in scored["checks"] or []:
        if not each["skipped"] and each["grade"] < 10:
            said = "; ".join(f"{one['path']} {one['summary']}" for one in each["comments"] or [])
            yield Finding(each["check"]["id"], name, f"{environment}: {said}")


def checkov(folder: Path) -> list[Finding]:
    """What it finds in all files below a folder.

    Raises:
        AssertionError: it could not read them, or there was nothing to read.
    """
    options = ["--framework", "kubernetes", "--output", "json", "--directory", str(folder)]
    done = subprocess.run(
        ["scripts/checkov.sh", *options], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["parsing_errors"] == 0, report["results"]["parsing_errors"]
    assert report["summary"]["passed"] > 0
    return [
        Finding(each["check_id"], _named(each["resource"]), each["file_path"] + each["check_name"])
        for each in report["results"]["failed_checks"]
    ]


def _named(resource: str) -> str:
    """``KIND/NAME`` of Checkov's ``Kind.namespace.name…``."""
    kind, _, name = resource.split(".")[:3]
    return f"{kind}/{name}"
