# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import threading

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import KubeError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.threads import all_of, each


def refuse_odd(number: int) -> int:
    if number % 2:
        raise KubeError(f"{number} is odd")
    return number * 10


@pytest.mark.parametrize("workers", [1, 3, 50])
def test_results_come_in_order_with_refusals_in_their_places(workers: int) -> None:
    results = each(refuse_odd, range(20), lambda: workers)
    assert [str(result) for result in results] == [
        f"{number} is odd" if number % 2 else str(number * 10) for number in range(20)
    ]


def test_nothing_to_do() -> None:
    assert each(refuse_odd, [], lambda: 8) == []


def test_first_refusal_is_raised_where_all_are_needed() -> None:
    assert all_of(refuse_odd, [2, 4], lambda: 8) == [20, 40]
    with pytest.raises(KubeError, match="3 is odd"):
        all_of(refuse_odd, [2, 3, 5], lambda: 8)


def test_so_many_run_at_once() -> None:
    together = threading.Barrier(4)

    def meet(_: int) -> int:
        return together.wait(10)

    assert sorted(all_of(meet, range(4), lambda: 4)) == [0, 1, 2, 3]


def test_fault_of_the_program_ends_the_work() -> None:
    done = []

    def work(number: int) -> None:
        if number == 3:
            raise ZeroDivisionError
        done.append(number)

    with pytest.raises(ZeroDivisionError):
        each(work, range(1000), lambda: 1)
    assert done == [0, 1, 2]


def test_more_run_at_once_where_the_room_grows() -> None:
    room = [1]
    together = threading.Barrier(3)

    def work(number: int) -> int:
        if number == 0:
            room[0] = 3  # from the next value on
            return 0
        return together.wait(10)

    assert sorted(all_of(work, range(4), lambda: room[0])) == [0, 0, 1, 2]
