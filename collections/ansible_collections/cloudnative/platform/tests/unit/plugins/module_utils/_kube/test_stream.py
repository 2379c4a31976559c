# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.stream import Stream
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.wire import (
    Head,
    WireError,
)

HEAD = Head(200, {}, [])


class Script:
    """A connection that yields lines and raises exceptions, each after one second."""

    def __init__(self, *steps: bytes | Exception):
        self.steps = steps
        self.now = 0.0
        self.waits: list[float] = []
        self.closed = False

    def lines(self, head: Head) -> Iterator[bytes]:
        for step in self.steps:
            self.now += 1.0
            if isinstance(step, Exception):
                raise step
            yield step

    def wait_at_most(self, seconds: float) -> None:
        self.waits.append(seconds)

    def close(self) -> None:
        self.closed = True


def stream(script: Script, seconds: float = 10.0) -> Stream:
    return Stream(script, HEAD, seconds, lambda: script.now)  # type: ignore[arg-type]


def test_events_as_the_server_writes_them() -> None:
    script = Script(b'{"type": "ADDED"}', b'{"type": "BOOKMARK"}')
    with stream(script) as events:
        assert [event["type"] for event in events] == ["ADDED", "BOOKMARK"]
    assert script.closed


def test_deadline_ends_it_between_events_and_in_silence() -> None:
    script = Script(*[b"{}"] * 9)
    assert len(list(stream(script, 2.5))) == 3
    assert script.waits == [2.5, 1.5, 0.5]


@pytest.mark.parametrize(
    "trouble",
    [WireError("cut"), TimeoutError(), ConnectionResetError(), ValueError("closed file"), b'{"ty'],
)
def test_what_breaks_it_ends_it(trouble: bytes | Exception) -> None:
    assert list(stream(Script(b"{}", trouble, b"{}"))) == [{}]
