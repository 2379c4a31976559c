"""Runs jobs that need each other on a few workers, each worker with its own lane."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from platform_lab.errors import LabError


@dataclass(frozen=True)
class Job:
    """One thing to do.

    Attributes:
        name: unique among the jobs of a run.
        work: does it; raises where it fails. Long work asks ``stopping`` now and then.
        needs: names of jobs that have to be done before; names of no job count as done.
        lane: jobs of one lane run one after the other.
    """

    name: str
    work: Callable[[], object]
    needs: frozenset[str] = frozenset()
    lane: str = "compile"


def run(jobs: Iterable[Job]) -> None:
    """Do all jobs: lanes side by side, each lane in the order given as far as needs allow.

    After a failure no further job starts; those that run come to their end.

    Raises:
        LabError: jobs need each other in a circle.
        Exception: what the first failed job raised.
    """
    waiting = list(jobs)
    names = {job.name for job in waiting}
    done: set[str] = set()
    running: dict[Future[object], Job] = {}
    failure: BaseException | None = None
    with ThreadPoolExecutor(max_workers=max(1, len({job.lane for job in waiting}))) as pool:
        while waiting or running:
            if failure is None:
                for job in ready(waiting, done | (_needed(waiting) - names), running.values()):
                    waiting.remove(job)
                    running[pool.submit(job.work)] = job
            if not running:
                break
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                job = running.pop(future)
                error = future.exception()
                if error is None:
                    done.add(job.name)
                failure = failure or error
    if failure is not None:
        raise failure
    if waiting:
        raise LabError(f"jobs need each other: {', '.join(job.name for job in waiting)}")


def ready(waiting: Sequence[Job], done: set[str], running: Iterable[Job]) -> list[Job]:
    """The jobs that may start now: at most one for each lane without a running job."""
    busy = {job.lane for job in running}
    chosen = []
    for job in waiting:
        if job.lane not in busy and job.needs <= done:
            busy.add(job.lane)
            chosen.append(job)
    return chosen


def _needed(jobs: Iterable[Job]) -> set[str]:
    return {need for job in jobs for need in job.needs}


def guarded(lock: threading.Lock, work: Callable[[], object]) -> Callable[[], object]:
    """``work`` that runs only while it holds ``lock``."""

    def locked() -> object:
        with lock:
            return work()

    return locked
