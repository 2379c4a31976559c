# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The same function on many values at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Thread

from .errors import KubeError


def each[Value, Result](
    function: Callable[[Value], Result], values: Sequence[Value], workers: int
) -> list[Result | KubeError]:
    """Results in the order of ``values``; a KubeError stands in its place, others are raised."""
    results: dict[int, Result | KubeError] = {}
    faults: list[BaseException] = []
    # A deque hands out each number once, without the locks that an executor takes per call.
    numbers = deque(range(len(values)))

    def work() -> None:
        while numbers:
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

    threads = [Thread(target=work) for _ in range(min(workers, len(values)) - 1)]
    try:
        for thread in threads:
            thread.start()
        work()
    finally:
        numbers.clear()  # where we are interrupted, the others begin nothing more
        for thread in threads:
            if thread.ident:
                thread.join()
    if faults:
        raise faults[0]
    return [results[number] for number in range(len(values))]


def all_of[Value, Result](
    function: Callable[[Value], Result], values: Sequence[Value], workers: int
) -> list[Result]:
    """As ``each``, but the first error is raised."""
    results: list[Result] = []
    for result in each(function, values, workers):
        if isinstance(result, KubeError):
            raise result
        results.append(result)
    return results
