# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The same function on many values at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock, Thread

from .errors import KubeError


def each[Value, Result](
    function: Callable[[Value], Result], values: Sequence[Value], workers: Callable[[], int]
) -> list[Result | KubeError]:
    """Results in the order of ``values``; a KubeError stands in its place, others are raised.

    ``workers``: how many threads may work at once, asked again and again. A thread more is started
    where it has grown; one that has nothing to do would only cost switches between threads.
    """
    results: dict[int, Result | KubeError] = {}
    faults: list[BaseException] = []
    # A deque hands out each number once, without the locks that an executor takes per call.
    numbers = deque(range(len(values)))
    threads: list[Thread] = []
    starting = Lock()

    def work() -> None:
        while numbers:
            if has_room():
                start()
            try:
                number = numbers.popleft()
            except IndexError:  # another thread took the last one
                return
            try:
                results[number] = function(values[number])
            except KubeError as error:
                results[number] = error
            except BaseException as error:
                faults.append(error)
                numbers.clear()

    def has_room() -> bool:
        return len(numbers) > 1 and len(threads) + 1 < workers()

    def start() -> None:
        with starting:
            if has_room():
                thread = Thread(target=work)
                thread.start()
                threads.append(thread)

    try:
        work()
    finally:
        numbers.clear()  # where we are interrupted, the others begin nothing more
        # Who starts a thread is itself joined before it; the first one is this.
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
    return [results[number] for number in range(len(values))]


def all_of[Value, Result](
    function: Callable[[Value], Result], values: Sequence[Value], workers: Callable[[], int]
) -> list[Result]:
    """As ``each``, but the first error is raised."""
    results: list[Result] = []
    for result in each(function, values, workers):
        if isinstance(result, KubeError):
            raise result
        results.append(result)
    return results
