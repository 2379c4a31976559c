"""Which pods have old values, and what their workloads need: told by dates alone."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.staleness import (
    RESTARTED_AT,
    Need,
    changed_at,
    need_of,
    stale_secrets,
)

BEFORE, CHANGE, AFTER = (f"2026-11-23T12:00:{second}Z" for second in ("09", "10", "11"))
USE = {"volumes": [{"secret": {"secretName": "used"}}]}
RUNS = {"containerStatuses": [{"state": {"running": {}}}]}


def pod(created: str = BEFORE, status: Any = RUNS, mark: str = "", **metadata: Any) -> Any:
    annotations = {"annotations": {RESTARTED_AT: mark}} if mark else {}
    return {
        "metadata": {"creationTimestamp": created, **annotations, **metadata},
        "spec": USE,
        "status": status,
    }


def workload(mark: str = "", template: Any = USE, **spec: Any) -> Any:
    annotations = {RESTARTED_AT: mark} if mark else {}
    return {
        "spec": {"template": {"metadata": {"annotations": annotations}, "spec": template}} | spec
    }


def entry(time: str, *fields: str) -> Any:
    return {"time": time, "fieldsV1": {f"f:{name}": {} for name in fields}}


def test_the_last_change_of_values_counts_and_that_of_labels_does_not() -> None:
    fields = [entry(CHANGE, "data", "type"), entry(BEFORE, "data"), entry(AFTER, "metadata")]
    secret = {"metadata": {"creationTimestamp": BEFORE, "managedFields": fields}}
    assert changed_at(secret) == CHANGE
    assert changed_at({"metadata": {"creationTimestamp": AFTER, "managedFields": fields}}) == AFTER
    assert changed_at({"metadata": {"creationTimestamp": BEFORE}}) == BEFORE


@pytest.mark.parametrize(("created", "old"), [(BEFORE, True), (CHANGE, True), (AFTER, False)])
def test_a_pod_made_before_the_change_is_stale(created: str, old: bool) -> None:
    """Also one of the same second, of which nobody can tell."""
    found = stale_secrets(pod(created), {"used": CHANGE, "other": CHANGE})
    assert found == ({"used"} if old else set())


NOT_STALE = {
    "not started": pod(status={"phase": "Pending"}),
    "waits for the Secret": pod(status={"containerStatuses": [{"state": {"waiting": {}}}]}),
    "succeeded": pod(status={**RUNS, "phase": "Succeeded"}),
    "failed": pod(status={**RUNS, "phase": "Failed"}),
    "leaves": pod(deletionTimestamp=AFTER),
}


@pytest.mark.parametrize("case", NOT_STALE)
def test_a_pod_that_does_not_run_is_not_stale(case: str) -> None:
    assert stale_secrets(NOT_STALE[case], {"used": CHANGE}) == frozenset()


STALE = {
    "runs": pod(),
    "crashes": pod(status={"containerStatuses": [{"restartCount": 1, "state": {"waiting": {}}}]}),
    "its init container runs": pod(status={"initContainerStatuses": [{"state": {"running": {}}}]}),
    "ended once": pod(status={"initContainerStatuses": [{"state": {"terminated": {}}}]}),
}


@pytest.mark.parametrize("case", STALE)
def test_a_pod_that_has_read_its_values_is_stale(case: str) -> None:
    assert stale_secrets(STALE[case], {"used": CHANGE}) == {"used"}


NEEDS: dict[str, tuple[Any, Any, Need]] = {
    "never restarted": (workload(), pod(), Need.RESTART),
    "restarted before": (workload(mark="a"), pod(mark="a"), Need.RESTART),
    "being replaced": (workload(mark="b"), pod(mark="a"), Need.ROLLING),
    "being replaced for the first time": (workload(mark="b"), pod(), Need.ROLLING),
    "no longer used": (workload(template={}), pod(), Need.LEAVING),
    "paused": (workload(paused=True), pod(), Need.HELD),
    "on delete": (workload(updateStrategy={"type": "OnDelete"}), pod(), Need.HELD),
    "rolling": (workload(updateStrategy={"type": "RollingUpdate"}), pod(), Need.RESTART),
}


@pytest.mark.parametrize("case", NEEDS)
def test_what_a_workload_needs(case: str) -> None:
    body, stale, need = NEEDS[case]
    assert need_of(body, [stale], {"used"}) is need


def test_one_pod_of_the_present_template_is_enough_for_a_restart() -> None:
    pods = [pod(), pod(mark="a")]
    assert need_of(workload(mark="a"), pods, {"used"}) is Need.RESTART
