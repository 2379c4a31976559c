# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The same function on many values at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from .errors import KubeError


def each[Value, Result](
    function: Callable[[Value], Result], values: Sequence[Value], workers: int
) -> list[Result | KubeError]:
    """Results in the order of ``values``; a KubeError stands in its place, others are raised."""

    def safe(value: Value) -> Result | KubeError:
        try:
            return function(value)
        except KubeError as error:
            return error

    if len(values) < 2:
        return [safe(value) for value in values]
    with ThreadPoolExecutor(min(workers, len(values))) as pool:
        return list(pool.map(safe, values))


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
