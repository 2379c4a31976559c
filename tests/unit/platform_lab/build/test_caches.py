"""Go's caches are emptied when, and only when, they outgrow their limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from platform_lab.build import caches


@pytest.fixture
def emptied(cache: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(caches, "empty", names.append)
    return names


@pytest.mark.parametrize(
    ("build", "mod", "expected"),
    [
        (0, 0, []),
        (caches.BUILD_LIMIT, caches.MODULE_LIMIT, []),
        (caches.BUILD_LIMIT + 1, 0, ["build"]),
        (0, caches.MODULE_LIMIT + 1, ["mod"]),
        (caches.BUILD_LIMIT + 1, caches.MODULE_LIMIT + 1, ["build", "mod"]),
    ],
)
def test_bound(emptied: list[str], build: int, mod: int, expected: list[str]) -> None:
    sizes = {"build": build, "mod": mod}
    assert caches.bound(size=lambda folder: sizes[folder.name]) == expected
    assert emptied == expected


def test_the_limits_keep_the_promise_about_the_disk() -> None:
    assert caches.BUILD_LIMIT + caches.MODULE_LIMIT <= 15 * caches.GIB


def test_folder_size_counts_blocks_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_bytes(b"x" * 5000)
    (tmp_path / "link").symlink_to("nowhere")
    assert 5000 <= caches.folder_size(tmp_path) <= 16384


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert caches.folder_size(tmp_path / "none") == 0
