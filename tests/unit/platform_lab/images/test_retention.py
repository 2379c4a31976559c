"""The newest images of a service stay, however many tags they have."""

from __future__ import annotations

from platform_lab.images.retention import outdated


def test_only_the_oldest_go() -> None:
    made = {str(day): (f"digest {day}", f"2026-01-0{day}T00:00:00Z") for day in range(1, 6)}
    assert outdated(made, keep=3) == ["digest 2", "digest 1"]


def test_few_images_all_stay() -> None:
    assert outdated({"a": ("x", "2026-01-01T00:00:00Z")}, keep=1) == []
    assert outdated({}, keep=1) == []


def test_tags_of_one_image_count_once() -> None:
    made = {
        "old": ("x", "2026-01-01T00:00:00Z"),
        "same": ("x", "2026-01-01T00:00:00Z"),
        "new": ("y", "2026-01-02T00:00:00Z"),
    }
    assert outdated(made, keep=2) == []
    assert outdated(made, keep=1) == ["x"]
