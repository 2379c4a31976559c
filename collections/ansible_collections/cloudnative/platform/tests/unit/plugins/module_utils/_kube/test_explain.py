# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import threading
from collections.abc import Iterator

from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import Unreachable
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.explain import within


def test_lines_that_came_in_time_are_told() -> None:
    released = threading.Event()

    def slow() -> Iterator[str]:
        yield "first"
        released.wait(60.0)
        yield "second"

    def broken() -> Iterator[str]:
        yield "a line"
        raise Unreachable("connection refused")

    told = within(0.1, [slow(), broken(), iter(["all"]), []])
    released.set()
    assert told == [
        ["first", "(no more is known: the server did not answer in time)"],
        ["a line", "(no more is known: connection refused)"],
        ["all"],
        [],
    ]
