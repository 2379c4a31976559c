"""Progress lines say what runs, for how long, and how long it should take."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from platform_lab.progress import Progress, Timings, duration


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59.4, "59s"), (59.6, "1m00s"), (125, "2m05s"), (3599.7, "1h00m"), (7384, "2h03m")],
)
def test_duration_reads_as_people_write_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_step_says_start_end_and_expected_time(tmp_path: Path) -> None:
    out, clock = io.StringIO(), Clock()
    timings = Timings(tmp_path / "timings.json")
    progress = Progress(timings, out, clock)
    with progress.step("kubernetes", expected=420):
        clock.now += 65
    with progress.step("kubernetes", expected=420):
        pass
    assert out.getvalue().splitlines() == [
        "[    0s] kubernetes: started (about 7m00s)",
        "[ 1m05s] kubernetes: done in 1m05s",
        "[ 1m05s] kubernetes: started (about 1m05s)",
        "[ 1m05s] kubernetes: done in 0s",
    ]


def test_failed_step_is_said_and_not_remembered(tmp_path: Path) -> None:
    out = io.StringIO()
    timings = Timings(tmp_path / "timings.json")
    with pytest.raises(ValueError, match="broken"), Progress(timings, out).step("etcd"):
        raise ValueError("broken")
    assert "etcd: FAILED after 0s" in out.getvalue()
    assert timings.expected("etcd") is None


def test_broken_timings_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "timings.json"
    path.write_text("{")
    timings = Timings(path)
    assert timings.expected("etcd") is None
    timings.record("etcd", 30.04)
    assert Timings(path).expected("etcd") == 30.0
