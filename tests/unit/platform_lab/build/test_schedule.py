"""Jobs run after what they need, one per lane at a time, and stop after a failure."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from platform_lab.build.schedule import Job, ready, run
from platform_lab.errors import LabError


class Diary:
    """Remembers what ran, in order, and what ran at the same time in one lane."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.lock = threading.Lock()

    def job(self, name: str, needs: str = "", lane: str = "compile") -> Job:
        return Job(name, self.work(name), frozenset(needs.split()), lane)

    def work(self, name: str) -> Callable[[], None]:
        def note() -> None:
            with self.lock:
                self.done.append(name)

        return note


def test_what_is_needed_comes_first() -> None:
    diary = Diary()
    run([diary.job("c", "b"), diary.job("b", "a", "fetch"), diary.job("a")])
    assert diary.done == ["a", "b", "c"]


def test_a_lane_keeps_the_given_order() -> None:
    diary = Diary()
    run([diary.job(name) for name in "abcdef"])
    assert diary.done == list("abcdef")


def test_what_no_job_makes_counts_as_done() -> None:
    diary = Diary()
    run([diary.job("image", "artifact-that-is-there")])
    assert diary.done == ["image"]


def test_lanes_run_side_by_side() -> None:
    """Each job waits for the other to have started: in one lane this would never end."""
    meeting = threading.Barrier(2, timeout=10)
    run([Job("a", meeting.wait, lane="compile"), Job("b", meeting.wait, lane="fetch")])
    assert not meeting.broken


def test_one_lane_runs_one_job_at_a_time() -> None:
    inside = threading.Lock()

    def work() -> None:
        assert inside.acquire(blocking=False), "another job of the lane is running"
        threading.Event().wait(0.01)
        inside.release()

    run([Job(str(number), work) for number in range(5)])


def test_after_a_failure_nothing_new_starts_and_the_rest_ends() -> None:
    diary = Diary()
    failed = threading.Event()

    def fail() -> None:
        failed.set()
        raise LabError("broken")

    def long() -> None:
        assert failed.wait(10)
        diary.work("long")()

    jobs = [Job("long", long, lane="fetch"), Job("bad", fail), diary.job("next")]
    with pytest.raises(LabError, match="broken"):
        run([*jobs, diary.job("after long", "long", "fetch")])
    assert diary.done == ["long"]


def test_a_circle_is_told() -> None:
    diary = Diary()
    with pytest.raises(LabError, match="jobs need each other: a, b"):
        run([diary.job("a", "b"), diary.job("b", "a")])


def test_ready_takes_one_for_each_free_lane() -> None:
    diary = Diary()
    jobs = [
        diary.job("a"),
        diary.job("b"),
        diary.job("c", "x", "fetch"),
        diary.job("d", "", "fetch"),
    ]
    assert [job.name for job in ready(jobs, set(), [])] == ["a", "d"]
    assert [job.name for job in ready(jobs, {"x"}, [diary.job("r")])] == ["c"]


def test_nothing_to_do_is_fine() -> None:
    run([])
