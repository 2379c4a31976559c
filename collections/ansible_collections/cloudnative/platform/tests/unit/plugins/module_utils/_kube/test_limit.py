# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The clock is the test's: each request takes as long as the test says."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.limit import Limit


class Server:
    """Takes requests through a limit, one round after the other."""

    def __init__(self, start: int = 4, most: int = 8):
        self.now = 0.0
        self.limit = Limit(start, most, lambda: self.now)

    def round(self, seconds: float, *, trouble: int = 0) -> None:
        """As many requests at once as may run; the first ``trouble`` of them are turned away."""
        began = [self.limit.enter() for _ in range(int(self.limit.size))]
        self.now += seconds
        for number, start in enumerate(began):
            self.limit.leave(start, number < trouble)


def test_one_more_after_each_good_round_up_to_the_bound() -> None:
    server = Server()
    sizes = []
    for _ in range(6):
        server.round(0.01)
        sizes.append(int(server.limit.size))
    assert sizes == [5, 6, 7, 8, 8, 8]


def test_half_as_many_once_for_all_requests_of_one_trouble() -> None:
    server = Server(start=8, most=8)
    server.round(0.01, trouble=8)
    assert server.limit.size == 4
    server.round(0.01, trouble=1)
    assert server.limit.size == 2


def test_one_request_always_runs_and_good_answers_bring_the_others_back() -> None:
    server = Server()
    for _ in range(5):
        server.round(0.01, trouble=1)
    assert server.limit.size == 1
    for _ in range(3):
        server.round(0.01)
    assert server.limit.size == 4


def test_slow_answers_end_the_growth_and_take_it_back() -> None:
    server = Server()
    server.round(0.010)
    server.round(0.010)
    assert server.limit.size == 6
    server.round(0.020)
    assert server.limit.size == 5
    for _ in range(5):
        server.round(0.020)
    # Not below what was asked for: slow is not overloaded.
    assert server.limit.size == 4


def test_answers_a_little_slower_do_not_end_the_growth() -> None:
    server = Server()
    server.round(0.010)
    server.round(0.014)
    assert server.limit.size == 6


def test_none_at_once_would_be_none_ever() -> None:
    assert Limit(0, 0, lambda: 0.0).enter() == 0.0


@pytest.mark.parametrize("overloaded", [False, True])
def test_no_more_run_than_the_limit_says(overloaded: bool) -> None:
    limit = Limit(1, 1, lambda: 0.0)
    began = limit.enter()
    entered = threading.Event()

    def second() -> None:
        limit.enter()
        entered.set()

    threading.Thread(target=second, daemon=True).start()
    assert not entered.wait(0.1)
    limit.leave(began, overloaded)
    assert entered.wait(10)
