"""`make site` builds the platform; a second run finds nothing to do."""

from __future__ import annotations

import json
import re
import urllib.request

from support.platform import WORK, kubectl
from support.shell import Run, Shell

FIELD_MANAGER = "cloudnative.platform"


def versions_of_our_objects() -> dict[str, str]:
    """Kind, namespace and name of each object that the platform applied, to its identity, its
    generation and our entry of its managed fields, which holds the time of our last write."""
    kinds = kubectl("api-resources", "--verbs=list", "-o", "name").split()
    kinds = [
        kind for kind in kinds if not kind.startswith(("events", "pods.metrics", "nodes.metrics"))
    ]
    listing = json.loads(
        kubectl("get", ",".join(kinds), "-A", "-o", "json", "--show-managed-fields")
    )
    found = {}
    for item in listing["items"]:
        meta = item["metadata"]
        for entry in meta.get("managedFields", []):
            if entry["manager"] == FIELD_MANAGER:
                key = f"{item['kind']}/{meta.get('namespace', '')}/{meta['name']}"
                found[key] = json.dumps([meta["uid"], meta.get("generation"), entry])
    return found


def test_every_phase_of_the_site_succeeds(site: Run) -> None:
    assert site.status == 0
    assert site.recap("failed") == 0
    assert site.recap("unreachable") == 0


def test_summary_says_where_to_go_on(site: Run) -> None:
    assert re.search(r"proofs +\d+ passed, 0 failed", site.output)
    assert re.search(r"http://172\.30\.0\.11:30080", site.output)
    assert str(WORK / "report" / "report.html") in site.output


def test_every_proof_passed_and_turned_red_when_its_guard_was_broken(site: Run) -> None:
    proofs = json.loads((WORK / "report/proofs.json").read_text())["proofs"]
    assert len(proofs) >= 8
    assert {proof["name"]: proof["status"] for proof in proofs} == {
        proof["name"]: "passed" for proof in proofs
    }


def test_gateway_answers_from_the_machine(site: Run) -> None:
    with urllib.request.urlopen("http://172.30.0.11:30080/api/posts", timeout=10) as answer:
        assert answer.status == 200


def test_second_run_changes_nothing(site: Run, shell: Shell) -> None:
    before = versions_of_our_objects()
    run = shell("ansible-playbook", "site.yml")
    assert run.status == 0
    assert run.recap("changed") == 0
    assert len(before) > 50
    assert versions_of_our_objects() == before


def test_dry_run_changes_nothing(site: Run, shell: Shell) -> None:
    before = versions_of_our_objects()
    run = shell("ansible-playbook", "site.yml", "--check", "--diff")
    assert run.status == 0
    assert versions_of_our_objects() == before
