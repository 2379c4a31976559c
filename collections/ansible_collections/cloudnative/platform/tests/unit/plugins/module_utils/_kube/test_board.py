# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import threading
from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._kube.assessment import (
    READY,
    Assessment,
    failed,
    progressing,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.board import (
    Absence,
    Board,
    Readiness,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Ref
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.status import assess

Object = dict[str, Any]
A, B = (Ref("example.com/v1", "Thing", "shop", name) for name in "ab")


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def by_phase(body: Object) -> Assessment:
    """A rule that reads the readiness from one field."""
    return {"Ready": READY, "Failed": failed("it broke")}.get(
        body["phase"], progressing(f"phase {body['phase']}")
    )


def board(clock: Clock | None = None) -> Board:
    return Board([A, B], Readiness(by_phase), clock or Clock())


def states(of: Board) -> dict[str, str]:
    return {result["name"]: result["state"] for result in of.results()}


def test_is_settled_when_the_last_object_is_ready() -> None:
    clock = Clock()
    watched = board(clock)
    assert {result["message"] for result in watched.results()} == {"could not be read yet"}
    clock.now = 1.5
    watched.see({A: {"phase": "Ready"}})
    assert not watched.is_settled()
    clock.now = 2.5
    watched.see({B: {"phase": "Ready"}})
    assert watched.is_settled()
    assert [result["seconds"] for result in watched.results()] == [1.5, 2.5]
    assert states(watched) == {"a": "ready", "b": "ready"}


def test_object_that_falls_back_is_waited_for_again() -> None:
    clock = Clock()
    watched = board(clock)
    watched.see({A: {"phase": "Ready"}})
    watched.see({A: {"phase": "Pending"}, B: {"phase": "Ready"}})
    assert not watched.is_settled()
    assert watched.pending == {A: progressing("phase Pending")}
    clock.now = 3.0
    watched.see({A: {"phase": "Ready"}})
    assert watched.is_settled()
    assert [result["seconds"] for result in watched.results()] == [3.0, 0.0]


def test_failure_settles_it_until_the_object_recovers() -> None:
    watched = board()
    watched.see({A: {"phase": "Failed"}})
    assert watched.is_settled()
    assert watched.failed == {A: failed("it broke")}
    watched.see({A: {"phase": "Pending"}})
    assert not watched.is_settled()
    assert not watched.failed


def test_only_states_of_what_blocks_are_kept() -> None:
    watched = board()
    watched.see({A: {"phase": "Pending"}, B: {"phase": "Pending"}})
    watched.see({A: {"phase": "Ready"}, B: None})
    assert watched.states == {}
    assert watched.pending == {B: progressing("does not exist")}


def test_trouble_is_forgotten_once_something_is_seen() -> None:
    watched = board()
    watched.trouble = "connection refused"
    watched.see({A: {"phase": "Pending"}})
    assert watched.trouble == ""


def test_messages_that_leave_it_are_masked() -> None:
    watched = board()
    watched.see({A: {"phase": "password=hunter2"}})
    assert watched.results()[0]["message"] == "phase password=hidden"


def test_waiting_ends_when_another_thread_settles_it() -> None:
    watched = board()
    thread = threading.Thread(target=watched.see, args=({A: {"phase": "Failed"}},))
    thread.start()
    watched.wait(60.0)
    assert watched.is_settled()
    thread.join()


def test_waiting_ends_with_the_error_of_a_thread() -> None:
    watched = board()
    watched.fail(ValueError("first"))
    watched.fail(ValueError("second"))
    watched.wait(60.0)
    assert str(watched.error) == "first"


def test_waiting_ends_at_the_deadline() -> None:
    watched = board()
    watched.wait(0.0)
    assert not watched.is_settled()


def test_job_that_is_cleaned_up_after_it_was_complete_stays_ready() -> None:
    ref = Ref("batch/v1", "Job", "shop", "migrate")
    goal = Readiness(assess)
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {}, "spec": {}}
    done = {**job, "status": {"conditions": [{"type": "Complete", "status": "True"}]}}
    assert goal(ref, None) == progressing("does not exist")
    assert goal(ref, done) == READY
    assert goal(ref, None) == READY
    # The same name again is another Job.
    assert goal(ref, job) != READY
    assert goal(ref, None) == progressing("does not exist")


def test_running_pod_that_disappears_is_missed() -> None:
    ref = Ref("v1", "Pod", "shop", "web")
    goal = Readiness(assess)
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {}}
    ready = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}
    assert goal(ref, {**pod, "status": ready}) == READY
    assert goal(ref, None) == progressing("does not exist")
    assert goal(ref, {**pod, "status": {"phase": "Succeeded"}}) == READY
    assert goal(ref, None) == READY


def test_object_made_anew_under_the_same_name_is_gone() -> None:
    goal = Absence()
    first, second = ({"metadata": {"uid": uid}} for uid in ("1", "2"))
    assert goal(A, first) == progressing("still exists")
    assert goal(A, second) == READY
    assert goal(A, first) == READY
    assert goal(B, first) != READY
    assert goal(B, None) == READY
    assert goal(B, second) == READY
